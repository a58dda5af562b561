// @ts-check
// What stands beside a search: complaints, nobody looks for a place, two cases of one person.

import { useAct } from "../acts.js";
import { read, readAll, useAsked } from "../asking.js";
import { worded } from "../texts.js";
import { Select } from "../chooser.js";
import { Lines } from "../fields.js";
import { html } from "../html.js";
import { Moment, Problem } from "../parts.js";
import { Opens } from "../section.js";

const ABOUT = ["PLACE_OFFERED", "HOUSE_SAID_NO", "HOW_I_WAS_TREATED", "LEFT_WAITING", "TOLD_TOO_LITTLE", "PRIVACY", "LEFT_OUT", "OTHER"];
const EXCLUDED = ["NOT_THE_TARGET_GROUP", "SAFE_ELSEWHERE", "OTHER_SERVICE", "DANGER_TO_OTHERS"];

/** @typedef {{one: any, frame: import("../app.js").Frame, changed: () => Promise<void>}} Given */

/** @param {Given} given */
export function Complaints({ one, frame }) {
  const { t } = frame;
  const path = `/referrals/${one.id}/complaints`;
  const { said, problem, reload } = useAsked(() => read(path), [path]);
  const { act, problem: refused } = useAct(frame, reload);
  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    ${said?.complaints.length === 0 && html`<p>${t("noComplaint")}</p>`}
    <ul class="plain">
      ${(said?.complaints ?? []).map(
        (/** @type {any} */ it) => html`
          <li key=${it.id}>
            <strong>${worded(t, "complaint", it.about)}</strong> · ${worded(t, "saidby", it.said_by)} · <${Moment} at=${it.made_at} frame=${frame} />
            <p class="said">${it.reason}</p>
            <p>${it.verdict ? `${worded(t, "verdict", it.verdict)}: ${it.finding}` : html`${t("waitsForReview")} <${Moment} at=${it.due_at} frame=${frame} />`}</p>
          </li>
        `,
      )}
    </ul>
    <div class="acts">
      <${Opens} label=${t("newComplaint")} t=${t} send=${(/** @type {any} */ typed) => act("complaintMade", "POST", path, typed)}>
        <${Select} name="about" id="complaint-about" label=${t("about")} of="complaint" words=${ABOUT} empty=${t("choose")} required t=${t} />
        <${Select} name="said_by" id="complaint-by" label=${t("whoseWord")} of="saidby" words=${["HERSELF", "HER_HELPER", "STAFF"]} empty=${t("choose")} required t=${t} />
        <${Lines} id="complaint-reason" name="reason" label=${t("reason")} hint=${t("namesNobody")} longest=${280} />
      <//>
      <${Opens} label=${t("proposeExclusion")} t=${t} send=${(/** @type {any} */ typed) => act("complaintMade", "POST", path, { kind: "EXCLUSION", said_by: "STAFF", ...typed })}>
        <p class="hint">${t("exclusionWhy")}</p>
        <${Select} name="about" id="exclusion-about" label=${t("about")} of="complaint" words=${EXCLUDED} empty=${t("choose")} required t=${t} />
        <${Lines} id="exclusion-reason" name="reason" label=${t("reason")} hint=${t("namesNobody")} longest=${280} />
      <//>
    </div>
  `;
}

/** @param {Given} given */
export function NotMatched({ one, frame, changed }) {
  const { t } = frame;
  const path = `/referrals/${one.id}/not-matched`;
  const { said, problem, reload } = useAsked(() => read(path), [path]);
  const { act, problem: refused } = useAct(frame, async () => {
    await Promise.all([reload(), changed()]);
  });
  return html`
    <p>${t("notMatchedWhy")}</p>
    <${Problem} t=${t} problem=${refused || problem} />
    <ul class="plain">
      ${(said?.not_matched ?? []).map(
        (/** @type {any} */ it) => html`
          <li key=${it.id} class="line">
            <span>${worded(t, "notmatched", it.why)} · <${Moment} at=${it.made_at} frame=${frame} />${it.ended_at ? ` · ${t("stepOver")}` : ""}</span>
            ${!it.ended_at && html`<button type="button" class="link" onClick=${() => act("notMatchedOver", "POST", `${path}/${it.id}/end`, undefined, one.version)}>${t("endNotMatched")}</button>`}
          </li>
        `,
      )}
    </ul>
    <${Opens} label=${t("beginNotMatched")} t=${t} send=${(/** @type {any} */ typed) => act("notMatchedBegun", "POST", path, typed, one.version)}>
      <${Select} name="why" id="notmatched-why" label=${t("reason")} of="notmatched" words=${["HOSPITAL_FIRST", "OWN_WISH"]} empty=${t("choose")} required t=${t} />
    <//>
  `;
}

/** @param {Given} given */
export function SamePerson({ one, frame, changed }) {
  const { t } = frame;
  const path = `/referrals/${one.id}`;
  const { said, problem, reload } = useAsked(
    async () => ({ related: await read(`${path}/related`), all: await readAll("/referrals", "referrals") }),
    [path],
  );
  const { act, problem: refused } = useAct(frame, async () => {
    await Promise.all([reload(), changed()]);
  });
  const related = said?.related;
  const names = new Map(said?.all.map((other) => [other.id, other.code_name]));
  const others = (said?.all ?? []).filter((other) => other.id !== one.id);
  const ids = related ? [related.follows, related.merged_into, ...related.merged_from, ...related.followed_by].filter(Boolean) : [];
  const pick = (/** @type {string} */ name, /** @type {string} */ id) => html`
    <div class="field">
      <label for=${id}>${t("otherCase")}</label>
      <select id=${id} name=${name} required autocomplete="off">
        <option value="">${t("choose")}</option>
        ${others.map((other) => html`<option key=${other.id} value=${other.id}>${other.code_name} · ${worded(t, "state", other.state)}</option>`)}
      </select>
    </div>
  `;
  return html`
    <p>${t("samePersonWhy")}</p>
    <${Problem} t=${t} problem=${refused || problem} />
    ${ids.map((id) => html`<p key=${id}><button type="button" class="link" onClick=${() => frame.go("referral", { id })}>${names.get(id) ?? t("otherCase")}</button></p>`)}
    ${said &&
    html`
      <div class="acts">
        <${Opens} label=${t("mergeInto")} t=${t} send=${(/** @type {any} */ typed) => act("merged", "POST", `${path}/merge`, typed, one.version)}>${pick("into", "merge-into")}<//>
        <${Opens} label=${t("followsCase")} t=${t} send=${(/** @type {any} */ typed) => act("followsSaid", "POST", `${path}/follows`, typed, one.version)}>${pick("earlier", "follows-case")}<//>
      </div>
    `}
  `;
}

/** @param {Given} given */
export function Ending({ one, frame, changed }) {
  const { t } = frame;
  const { act, problem } = useAct(frame, changed);
  const path = `/referrals/${one.id}`;
  return html`
    <${Problem} t=${t} problem=${problem} />
    <div class="acts">
      <${Opens} label=${t("herWithdrawal")} t=${t} send=${() => act("withdrawnSaid", "POST", `${path}/withdraw`, undefined, one.version)}>
        <p>${t("withdrawWhy")}</p>
      <//>
      <${Opens} label=${t("handOverCase")} t=${t} send=${() => act("handedOverSaid", "POST", `${path}/hand-over`, undefined, one.version)}>
        <p>${t("handOverWhy")}</p>
      <//>
    </div>
  `;
}
