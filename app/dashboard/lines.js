// @ts-check
// A line of free text that must name nobody. The service looks again; this only says so at once.

import { html } from "./html.js";

const NUMBER = /(?:\d[ ./()-]*){5}\d/;
const NAME = /(?<![\wæøåÆØÅ])[A-ZÆØÅ][\wæøåÆØÅ'’-]*\s+[A-ZÆØÅ][\wæøåÆØÅ'’-]+|[^\s.!?:]\s+[A-ZÆØÅ][a-zæøå][\wæøåÆØÅ]*/;

/** Whether it may hold a name, a telephone number or an identity number. @param {string} line */
export function mayName(line) {
  return NUMBER.test(line) || NAME.test(line);
}

/**
 * @param {{name: string, label: string, value: string, set: (text: string) => void,
 *   t: (key: string) => string, most?: number}} given
 */
export function Line({ name, label, value, set, t, most = 280 }) {
  const warned = mayName(value);
  return html`
    <div class="field">
      <label for=${name}>${label}</label>
      <p class="hint" id=${`${name}-hint`}>${t("namesNobody")} ${value.length}/${most}</p>
      <textarea
        id=${name}
        name=${name}
        rows="2"
        maxlength=${most}
        autocomplete="off"
        spellcheck="false"
        aria-describedby=${`${name}-hint`}
        aria-invalid=${warned ? "true" : undefined}
        onInput=${(/** @type {any} */ e) => set(e.currentTarget.value)}
        value=${value}
      ></textarea>
      <p class=${warned ? "problem" : "silent"} role="alert">${warned ? t("mayName") : ""}</p>
    </div>
  `;
}
