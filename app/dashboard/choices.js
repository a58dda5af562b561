// @ts-check
// More ways to answer, beside those of the chooser: several words, and a field that its view holds.

import { html } from "./html.js";
import { isText } from "./texts.js";

/** @typedef {(key: string) => string} Say */

/**
 * A closed word as text, for where no element may stand.
 * @param {Say} t
 * @param {string} of
 * @param {string} word
 */
export function worded(t, of, word) {
  const key = `${of}.${word}`;
  return isText(key) ? t(key) : word;
}

/**
 * Any number of words out of a few.
 * @param {{name: string, label: string, of: string, words: readonly string[], value: readonly string[],
 *   set: (words: string[]) => void, t: Say, hint?: string}} given
 */
export function Several({ name, label, of, words, value, set, t, hint }) {
  return html`
    <fieldset aria-describedby=${hint ? `${name}-hint` : undefined}>
      <legend>${label}</legend>
      ${hint && html`<p class="hint" id=${`${name}-hint`}>${hint}</p>`}
      <div class="choices">
        ${words.map(
          (word) => html`
            <label key=${word}>
              <input
                type="checkbox"
                name=${name}
                value=${word}
                autocomplete="off"
                checked=${value.includes(word)}
                onChange=${(/** @type {any} */ e) =>
                  set(e.currentTarget.checked ? [...value, word] : value.filter((one) => one !== word))}
              />
              ${worded(t, of, word)}
            </label>
          `,
        )}
      </div>
    </fieldset>
  `;
}

/**
 * A field that its view holds, such as a number, a day or a time; empty is not known.
 * @param {{name: string, label: string, value: string, set: (text: string) => void, type?: string,
 *   hint?: string, small?: boolean, min?: number | string, max?: number | string, maxlength?: number}} given
 */
export function Held({ name, label, value, set, type = "text", hint, small = false, ...more }) {
  return html`
    <div class=${small ? "field small" : "field"}>
      <label for=${name}>${label}</label>
      ${hint && html`<p class="hint" id=${`${name}-hint`}>${hint}</p>`}
      <input
        id=${name}
        name=${name}
        type=${type}
        autocomplete="off"
        spellcheck="false"
        value=${value}
        aria-describedby=${hint ? `${name}-hint` : undefined}
        onInput=${(/** @type {any} */ e) => set(e.currentTarget.value)}
        ...${more}
      />
    </div>
  `;
}
