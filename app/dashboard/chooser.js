// @ts-check
// Choosing one of a few closed words, or several. Not known is an answer like any other, and always among them.

import { html } from "./html.js";
import { Word } from "./parts.js";
import { worded } from "./texts.js";

/** The answers of a question that is answered by yes or no. */
export const YES_NO = Object.freeze(["YES", "NO", "UNKNOWN"]);

/**
 * `of` is the family of texts that holds the words (`answer.YES`); `value` with `choose` makes it
 * one that the view holds, without `choose` a form reads it by its name. `empty` is the text of no
 * answer at all, which is another thing than UNKNOWN: not asked yet. `id` is for a form that stands
 * more than once on a page.
 *
 * @typedef {{t: (key: string) => string, name: string, id?: string, label: string, of: string,
 *   words: readonly string[], hint?: string, value?: string, empty?: string, required?: boolean,
 *   choose?: (word: string) => void}} Choice
 */

/**
 * One word out of a list that unfolds.
 * @param {Choice} given
 */
export function Select({ t, name, id = name, label, of, words, hint, value, empty, required = false, choose }) {
  const unasked = empty ?? t("notAsked");
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      ${hint && html`<p id=${`${id}-hint`} class="hint">${hint}</p>`}
      <select
        id=${id}
        name=${name}
        autocomplete="off"
        required=${required}
        aria-describedby=${hint ? `${id}-hint` : undefined}
        onChange=${chosen(choose)}
      >
        <option value="" selected=${!value}>${unasked}</option>
        ${words.map(
          (word) => html`
            <option key=${word} value=${word} selected=${word === value}>
              <${Word} word=${word} of=${of} t=${t} />
            </option>
          `,
        )}
      </select>
    </div>
  `;
}

/**
 * One word out of a few that are all seen at once.
 * @param {Choice} given
 */
export function Radios({ t, name, label, of, words, hint, value, required = false, choose }) {
  return html`
    <fieldset aria-describedby=${hint ? `${name}-hint` : undefined}>
      <legend>${label}</legend>
      ${hint && html`<p id=${`${name}-hint`} class="hint">${hint}</p>`}
      <div class="choices">
        ${words.map(
          (word) => html`
            <label key=${word}>
              <input
                type="radio"
                name=${name}
                value=${word}
                autocomplete="off"
                required=${required}
                defaultChecked=${word === value}
                onChange=${chosen(choose)}
              />
              <${Word} word=${word} of=${of} t=${t} />
            </label>
          `,
        )}
      </div>
    </fieldset>
  `;
}

/**
 * A question that is answered by yes, no or not known.
 * @param {Omit<Choice, "of" | "words">} given
 */
export function YesNo(given) {
  return html`<${Radios} ...${given} of="answer" words=${YES_NO} />`;
}

/**
 * Any number of words out of a few.
 * @param {{name: string, label: string, of: string, words: readonly string[], value: readonly string[],
 *   set: (words: string[]) => void, t: (key: string) => string, hint?: string}} given
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

/** @param {((word: string) => void) | undefined} choose */
function chosen(choose) {
  return (/** @type {Event} */ event) =>
    choose?.(/** @type {HTMLInputElement | HTMLSelectElement} */ (event.currentTarget).value);
}
