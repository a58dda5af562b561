// @ts-check
// Who she is to the service: people by band, what they need, and nothing that names anybody.

import { worded } from "../texts.js";
import { html } from "../html.js";
import { languageNames } from "../intake/languages.js";
import { Moment } from "../parts.js";

const ANSWERS = ["danger_now", "tonight_need", "women_only", "wheelchair", "acute_psychosis", "pets", "reads", "danger_places_known", "police_involved", "she_knows", "wants_move"];

/** @param {{one: any, frame: import("../app.js").Frame}} given */
export function Household({ one, frame }) {
  const { t, language } = frame;
  const unknown = (/** @type {any} */ value) => value === null || value === "UNKNOWN";
  // What this reader is not told has no field, and is nothing that nobody knows.
  const told = ANSWERS.filter((name) => name in one);
  /** @type {Record<string, number>} */
  const people = {};
  for (const member of one.members ?? []) {
    const who = `${worded(t, "member", member.role)}, ${worded(t, "gender", member.gender)}, ${worded(t, "band", member.age_band)}`;
    people[who] = (people[who] ?? 0) + 1;
  }
  return html`
    <section class="card" aria-labelledby="household">
      <h2 id="household">${t("household")}</h2>
      <ul>
        ${Object.entries(people).map(([who, many]) => html`<li key=${who}>${many} × ${who}</li>`)}
      </ul>
      <dl>
        ${one.safe_until && html`<dt>${t("safeUntil")}</dt><dd><${Moment} at=${one.safe_until} frame=${frame} /></dd>`}
        <dt>${t("languages")}</dt>
        <dd>${one.languages?.length ? languageNames(one.languages, language) : t("answerUnknown")}</dd>
        <dt>${t("interpreter")}</dt>
        <dd>${worded(t, "interpreter", one.interpreter_gender ?? "UNKNOWN")}</dd>
        ${told.filter((name) => !unknown(one[name])).map(
          (name) => html`<dt key=${name}>${worded(t, "said", name)}</dt><dd>${worded(t, "answer", one[name])}</dd>`,
        )}
        <dt>${t("notKnown")}</dt>
        <dd>${told.filter((name) => unknown(one[name])).map((name) => worded(t, "said", name)).join(", ") || "–"}</dd>
      </dl>
    </section>
  `;
}
