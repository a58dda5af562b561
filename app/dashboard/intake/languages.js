// @ts-check
// Languages by their three letters; the browser knows their names.

import { html } from "../html.js";
import { LOCALE } from "../texts.js";

const COMMON = [
  "nob", "eng", "ara", "som", "tir", "amh", "ukr", "rus", "pol", "ron", "bul", "lit", "hun", "sqi", "srp",
  "tur", "kmr", "ckb", "fas", "prs", "pus", "urd", "pan", "tam", "tha", "vie", "tgl", "zho", "mon", "spa",
  "por", "fra", "deu", "ita", "swa", "orm", "hau", "ibo", "yor", "lin", "kin", "rom",
];

/**
 * @param {{name: string, label: string, value: readonly string[], set: (codes: string[]) => void,
 *   frame: import("../app.js").Frame}} given
 */
export function Languages({ name, label, value, set, frame }) {
  const { t } = frame;
  const names = new Intl.DisplayNames([LOCALE[frame.language], "nb", "en"], { type: "language" });
  const named = (/** @type {string} */ code) => names.of(code) ?? code;
  const left = COMMON.filter((one) => !value.includes(one));
  return html`
    <div class="field">
      <label for=${name}>${label}</label>
      <select
        id=${name}
        autocomplete="off"
        value=""
        onChange=${(/** @type {any} */ e) => {
          if (e.currentTarget.value) set([...value, e.currentTarget.value]);
          e.currentTarget.value = "";
        }}
      >
        <option value="">${value.length > 0 ? t("oneMore") : t("answerUnknown")}</option>
        ${left.map((one) => html`<option key=${one} value=${one}>${named(one)}</option>`)}
      </select>
      ${value.length > 0 &&
      html`
        <ul class="chips" aria-label=${label}>
          ${value.map(
            (one) => html`
              <li key=${one}>
                <button
                  type="button"
                  class="chip"
                  aria-label=${`${t("remove")}: ${named(one)}`}
                  onClick=${() => set(value.filter((other) => other !== one))}
                >
                  ${named(one)} <span aria-hidden="true">×</span>
                </button>
              </li>
            `,
          )}
        </ul>
      `}
    </div>
  `;
}

/**
 * Names of languages, for reading.
 * @param {readonly string[]} codes
 * @param {import("../texts.js").Language} language
 */
export function languageNames(codes, language) {
  const names = new Intl.DisplayNames([LOCALE[language], "nb", "en"], { type: "language" });
  return codes.map((one) => names.of(one) ?? one).join(", ");
}

/**
 * One language.
 * @param {{name: string, label: string, value: string, set: (code: string) => void,
 *   frame: import("../app.js").Frame}} given
 */
export function OneLanguage({ name, label, value, set, frame }) {
  const names = new Intl.DisplayNames([LOCALE[frame.language], "nb", "en"], { type: "language" });
  return html`
    <div class="field">
      <label for=${name}>${label}</label>
      <select id=${name} autocomplete="off" value=${value} onChange=${(/** @type {any} */ e) => set(e.currentTarget.value)}>
        ${COMMON.map((one) => html`<option key=${one} value=${one} selected=${one === value}>${names.of(one) ?? one}</option>`)}
      </select>
    </div>
  `;
}
