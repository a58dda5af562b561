// @ts-check
// What was assumed because nobody knows it, and what one more answer would change.

import { noOf } from "../acts.js";
import { call } from "../api.js";
import { worded } from "../texts.js";
import { html, useState } from "../html.js";
import { Refusal } from "../refusal.js";
import { Table } from "../table.js";
import { NYNORSK } from "./nynorsk.js";

/**
 * A closed word of the service in the reader's language.
 * @param {{en: string, no: string}} word
 * @param {import("../texts.js").Language} language
 */
export function said(word, language) {
  if (language === "en") return word.en;
  return language === "nn" ? (NYNORSK[word.no] ?? word.no) : word.no;
}

/** @param {{id: string, assumed: any[], frame: import("../app.js").Frame}} given */
export function Assumed({ id, assumed, frame }) {
  const { t, language } = frame;
  const [asked, setAsked] = useState(/** @type {any[] | null} */ (null));
  const [no, setNo] = useState(/** @type {import("../acts.js").No | null} */ (null));

  async function ask() {
    const answer = await call("POST", `/referrals/${id}/open-questions`);
    setNo(answer.ok ? null : noOf(answer));
    if (answer.ok) setAsked(answer.body.questions);
  }

  if (assumed.length === 0) return html`<p>${t("nothingAssumed")}</p>`;
  return html`
    <details class="card" open>
      <summary>${t("assumedBecauseUnknown")} (${assumed.length})</summary>
      <ul>${assumed.map((word) => html`<li key=${word.code}>${said(word, language)}</li>`)}</ul>
      <${Refusal} no=${no} t=${t} />
      ${asked === null
        ? html`<p><button type="button" onClick=${ask}>${t("whatWouldChange")}</button></p>`
        : html`
            <${Table}
              name="open-questions"
              caption=${t("whatWouldChange")}
              head=${[t("assumedNow"), t("ifReassuring"), t("ifAlarming")]}
              rows=${asked.map((one) => ({
                key: one.about.code,
                cells: [said(one.about, language), worded(t, "effect", one.reassuring), worded(t, "effect", one.alarming)],
              }))}
            />
            <p class="hint">${t("askedThere")}</p>
          `}
    </details>
  `;
}
