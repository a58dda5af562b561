// @ts-check
// What was assumed because nobody knows it.

import { html } from "../html.js";

/**
 * A closed word of the service in the reader's language.
 * @param {{en: string, no: string}} word
 * @param {import("../texts.js").Language} language
 */
export function said(word, language) {
  return language === "en" ? word.en : word.no;
}

/** @param {{assumed: any[], frame: import("../app.js").Frame}} given */
export function Assumed({ assumed, frame }) {
  const { t, language } = frame;
  if (assumed.length === 0) return html`<p>${t("nothingAssumed")}</p>`;
  return html`
    <details class="card" open>
      <summary>${t("assumedBecauseUnknown")} (${assumed.length})</summary>
      <ul>${assumed.map((word) => html`<li key=${word.code}>${said(word, language)}</li>`)}</ul>
    </details>
  `;
}
