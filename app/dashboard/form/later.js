// @ts-check
// Her legal track, which never changes a placement, and what she agreed to.

import { useAct } from "../acts.js";
import { read, readAll, useAsked } from "../asking.js";
import { worded } from "../texts.js";
import { Select } from "../chooser.js";
import { Held, wordsOf } from "../fields.js";
import { html, useEffect, useState } from "../html.js";
import { Moment, Problem } from "../parts.js";
import { Opens } from "../section.js";
import { Rows, Save } from "./rows.js";

const TRACKS = [
  "NONE", "NOT_APPLIED", "REFLECTION", "LIMITED_PERMIT", "ASYLUM_PENDING", "ASYLUM_GRANTED", "REFUSED", "FINAL_REFUSAL",
  "WITNESS_PERMIT", "CITIZEN_EEA", "UNKNOWN",
];

/** @param {import("./rows.js").Part} given */
export function Legal({ one, frame, save }) {
  const { t } = frame;
  const path = `/referrals/${one.id}/legal`;
  const { said, problem } = useAsked(() => read(path), [path]);
  const [rows, setRows] = useState(/** @type {any[]} */ ([]));
  useEffect(() => {
    if (said) setRows(said.periods.map((/** @type {any} */ p) => ({ track: p.track, first: p.first ?? "", to: p.to ?? "", decision_due: p.decision_due ?? "" })));
  }, [said]);
  if (!said) return html`<${Problem} t=${t} problem=${problem} />`;
  const send = () =>
    save("PUT", "legal", {
      periods: rows.filter((p) => p.track).map((p) => Object.fromEntries(Object.entries(p).filter(([, value]) => value !== ""))),
    });
  return html`
    <p class="hint">${t("legalHint")}</p>
    <${Rows}
      rows=${rows}
      set=${setRows}
      empty=${{ track: "", first: "", to: "", decision_due: "" }}
      most=${20}
      name="legal"
      frame=${frame}
      show=${(/** @type {any} */ row, /** @type {any} */ put, /** @type {string} */ id) => html`
        <${Select} name=${`${id}-track`} label=${t("track")} of="track" words=${TRACKS} value=${row.track} empty=${t("choose")} choose=${(/** @type {string} */ v) => put({ track: v })} t=${t} />
        <${Held} name=${`${id}-first`} label=${t("fromDay")} type="date" small value=${row.first} set=${(/** @type {string} */ v) => put({ first: v })} />
        <${Held} name=${`${id}-to`} label=${t("toDay")} type="date" small value=${row.to} set=${(/** @type {string} */ v) => put({ to: v })} />
        <${Held} name=${`${id}-due`} label=${t("decisionDue")} type="date" small value=${row.decision_due} set=${(/** @type {string} */ v) => put({ decision_due: v })} />
      `}
    />
    <${Save} send=${send} frame=${frame} />
  `;
}

/** @param {import("./rows.js").Part & {reload: () => Promise<void>}} given */
export function Consents({ one, frame, reload }) {
  const { t } = frame;
  const path = `/referrals/${one.id}/consents`;
  const { said, problem, reload: again } = useAsked(() => readAll(path, "consents"), [path]);
  const { act, problem: refused } = useAct(frame, async () => {
    await Promise.all([again(), reload()]);
  });
  /** @param {any} typed */
  const add = ({ purpose, answer, form, days }) =>
    act("partSaved", "POST", path, { purpose, answer, ...(answer === "GIVEN" && { form: form || "VERBAL" }), ...(days && { days: Number(days) }) }, one.version);
  return html`
    <p class="hint">${t("consentsHint")}</p>
    <${Problem} t=${t} problem=${refused || problem} />
    <ul class="plain">
      ${(said ?? []).map(
        (/** @type {any} */ it) => html`
          <li key=${it.id} class="line">
            <span>
              <strong>${worded(t, "consentfor", it.purpose)}</strong>: ${worded(t, "consent", it.answer)} · <${Moment} at=${it.given_at} frame=${frame} />
              ${it.withdrawn_at ? ` · ${t("takenBack")}` : ""}
            </span>
            ${it.answer === "GIVEN" &&
            !it.withdrawn_at &&
            html`<button type="button" class="link" onClick=${() => act("partSaved", "POST", `${path}/${it.id}/withdraw`, undefined, one.version)}>${t("takesBack")}</button>`}
          </li>
        `,
      )}
    </ul>
    <${Opens} label=${t("addConsent")} t=${t} send=${add}>
      <${Select} name="purpose" id="consent-purpose" label=${t("consentAbout")} of="consentfor" words=${wordsOf("consentfor")} empty=${t("choose")} required t=${t} />
      <${Select} name="answer" id="consent-answer" label=${t("herAnswer")} of="consent" words=${["GIVEN", "REFUSED", "NOT_ANSWERED"]} empty=${t("choose")} required t=${t} />
      <${Select} name="form" id="consent-form" label=${t("consentHow")} of="consentform" words=${["VERBAL", "WRITTEN"]} t=${t} />
      <div class="field">
        <label for="consent-days">${t("countsDays")}</label>
        <input id="consent-days" name="days" type="number" min="1" max="90" autocomplete="off" />
      </div>
    <//>
  `;
}
