// @ts-check
// Every no in words: its kind, and the rules that say it.

import { html } from "./html.js";
import { worded } from "./texts.js";

/** @param {{no: import("./acts.js").No | null, t: (key: string) => string}} given */
export function Refusal({ no, t }) {
  return html`
    <div class=${no ? "problem" : "silent"} role="alert">
      ${no &&
      html`
        <p>${t(no.text)}</p>
        ${no.rules.length > 0 &&
        html`<ul>${no.rules.map((rule) => html`<li key=${rule}>${worded(t, "rule", rule)}</li>`)}</ul>`}
      `}
    </div>
  `;
}
