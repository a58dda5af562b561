// @ts-check
// Fields in which a day is named, a line is written or a view holds what is typed; days and languages in words.

import { written } from "./days.js";
import { html } from "./html.js";
import { LOCALE, TEXTS } from "./texts.js";

/** @type {Intl.DateTimeFormatOptions} */
const WITH_WEEKDAY = { weekday: "short", day: "numeric", month: "short", year: "numeric" };

/**
 * The closed words of a family, in the order in which they stand in the texts.
 * @param {string} of
 */
export function wordsOf(of) {
  return Object.keys(TEXTS)
    .filter((key) => key.startsWith(`${of}.`))
    .map((key) => key.slice(of.length + 1));
}

/** @param {{id: string, name: string, label: string, value?: string, min?: string, max?: string, required?: boolean}} given */
export function DayField({ id, name, label, required = true, ...more }) {
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <input id=${id} name=${name} type="date" required=${required} autocomplete="off" ...${more} />
    </div>
  `;
}

/**
 * An instant as a clock on the wall says it.
 * @param {{id: string, name: string, label: string}} given
 */
export function MomentField({ id, name, label }) {
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <input id=${id} name=${name} type="datetime-local" required autocomplete="off" />
    </div>
  `;
}

/** @param {{id: string, name: string, label: string, hint: string, longest: number, required?: boolean}} given */
export function Lines({ id, name, label, hint, longest, required = true }) {
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <p id=${`${id}-hint`} class="hint">${hint}</p>
      <textarea
        id=${id}
        name=${name}
        rows="3"
        maxlength=${longest}
        required=${required}
        autocomplete="off"
        spellcheck="false"
        aria-describedby=${`${id}-hint`}
      ></textarea>
    </div>
  `;
}

/**
 * A day as the reader writes it.
 * @param {{on: string, frame: import("./app.js").Frame}} given
 */
export function Day({ on, frame }) {
  return html`<time datetime=${on}>${written(on, frame.language, WITH_WEEKDAY)}</time>`;
}

/**
 * A language by its code, in the reader's own.
 * @param {string} code ISO 639-3
 * @param {import("./texts.js").Language} reader
 */
export function languageName(code, reader) {
  return new Intl.DisplayNames([LOCALE[reader]], { type: "language" }).of(code) ?? code;
}

/**
 * A field that its view holds, such as a number, a day or a time; empty is not known.
 * @param {{name: string, label: string, value: string, set: (text: string) => void, type?: string,
 *   hint?: string, small?: boolean, min?: number | string, max?: number | string, maxlength?: number,
 *   required?: boolean, pattern?: string}} given
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
