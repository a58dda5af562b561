// @ts-check
// The full form of a referral: every part is read back, and saved by itself.

import { at, useActs } from "../acts.js";
import { read, useAsked } from "../asking.js";
import { worded } from "../texts.js";
import { FoundAt, Networks, Zones } from "../form/bound.js";
import { Actors, Areas } from "../form/dangers.js";
import { Consents, Legal } from "../form/later.js";
import { Needs, NoGo, Wishes } from "../form/needs.js";
import { People } from "../form/people.js";
import { Single } from "../form/single.js";
import { ThreatReplies } from "../form/threat.js";
import { html, useRef } from "../html.js";
import { Problem } from "../parts.js";
import { Refusal } from "../refusal.js";
import { Section } from "../section.js";

/** @param {{frame: import("../app.js").Frame, session: {role: string}, given: {id: string}}} given */
export function ReferralForm({ frame, session, given }) {
  const { t } = frame;
  const path = `/referrals/${given.id}`;
  const { said, problem, reload } = useAsked(async () => {
    const [one, parts] = await Promise.all([read(path), read(`${path}/parts`)]);
    return { one, parts };
  }, [path]);
  const { no, act } = useActs(frame);
  // Of what was saved here; the next part may be saved before all is read anew.
  const newest = useRef(0);
  const coordinator = session.role === "COORDINATOR";

  /**
   * @param {string} method
   * @param {string} part
   * @param {object} body
   */
  async function save(method, part, body) {
    const seen = Math.max(newest.current, said?.one.version ?? 0);
    const done = await act(method, part ? `${path}/${part}` : path, body, { version: at(seen), said: "partSaved" });
    newest.current = done?.version ?? 0;
    await reload();
    return done !== null;
  }

  if (!said) {
    return html`
      <h1 tabindex="-1">${t("fullForm")}</h1>
      <${Problem} t=${t} problem=${problem} />
      ${problem && html`<p>${t("formForMembers")}</p>`}
    `;
  }
  const part = { ...said, frame, coordinator, save, reload };
  return html`
    <h1 tabindex="-1">${t("fullForm")}: ${said.one.code_name}</h1>
    <p>${t("fullFormHow")}</p>
    <p><button type="button" class="link" onClick=${() => frame.go("referral", { id: given.id })}>${t("backToReferral")}</button></p>
    <${Problem} t=${t} problem=${problem} />
    <${Refusal} no=${no} t=${t} />
    <${Section} title=${t("partSingle")} open><${Single} ...${part} worded=${(/** @type {string} */ of, /** @type {string} */ word) => worded(t, of, word)} /><//>
    <${Section} title=${t("partPeople")}><${People} ...${part} /><//>
    <${Section} title=${t("threatPicture")}><${ThreatReplies} ...${part} /><//>
    <${Section} title=${t("whomSheFears")}><${Actors} ...${part} /><//>
    <${Section} title=${t("dangerPlaces")}><${Areas} ...${part} /><//>
    <${Section} title=${t("partNeeds")}><${Needs} ...${part} /><//>
    <${Section} title=${t("partWishes")}><${Wishes} ...${part} /><//>
    <${Section} title=${t("notThere")}><${NoGo} ...${part} /><//>
    <${Section} title=${t("partConsents")}><${Consents} ...${part} /><//>
    ${coordinator &&
    html`
      <${Section} title=${t("networksFeared")}><${Networks} ...${part} /><//>
      <${Section} title=${t("foundAt")}><${FoundAt} ...${part} /><//>
      <${Section} title=${t("partRunning")}><${Zones} ...${part} /><//>
      <${Section} title=${t("partLegal")}><${Legal} ...${part} /><//>
    `}
  `;
}
