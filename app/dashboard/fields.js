// @ts-check
// Fields in which a day is named or a few lines are written, and how days and languages are told.

import { html } from "./html.js";
import { LOCALE, TEXTS } from "./texts.js";

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
  const shown = new Intl.DateTimeFormat(LOCALE[frame.language], {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  return html`<time datetime=${on}>${shown.format(new Date(`${on}T00:00:00Z`))}</time>`;
}

/**
 * The day it is in Oslo, so many days from now.
 * @param {number} [from] days
 */
export function today(from = 0) {
  const at = new Date(Date.now() + 86_400_000 * from);
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Oslo" }).format(at);
}

/**
 * A language by its code, in the reader's own.
 * @param {string} code ISO 639-3
 * @param {import("./texts.js").Language} reader
 */
export function languageName(code, reader) {
  return new Intl.DisplayNames([LOCALE[reader]], { type: "language" }).of(code) ?? code;
}
