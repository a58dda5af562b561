// @ts-check
// Small parts that views share.

import { html, useEffect, useRef, useState } from "./html.js";
import { LOCALE, isText, worded } from "./texts.js";

/**
 * The text of a refusal, for a person; no more than its kind is known to the page.
 * @param {import("./api.js").Answer} answer
 */
export function problemText(answer) {
  const key = `problem.${answer.problem}`;
  return isText(key) ? key : "problem.other";
}

/**
 * One field of a form. Nothing that is typed is kept by the browser (security AT11).
 * @param {{name: string, label: string, hint?: string, type?: string, autocomplete?: string,
 *   list?: string, min?: string, max?: string, required?: boolean, focused?: boolean, inputmode?: string, pattern?: string, minlength?: number, maxlength?: number, value?: string}} given
 */
export function Field({ name, label, hint, type = "text", autocomplete = "off", focused = false, ...more }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    if (focused) input.current?.focus();
  }, []);
  return html`
    <div class="field">
      <label for=${name}>${label}</label>
      ${hint && html`<p id=${`${name}-hint`} class="hint">${hint}</p>`}
      <input
        ref=${input}
        id=${name}
        name=${name}
        type=${type}
        autocomplete=${autocomplete}
        autocapitalize="none"
        spellcheck="false"
        required
        aria-describedby=${hint ? `${name}-hint` : undefined}
        ...${more}
      />
    </div>
  `;
}

/** @param {{t: (key: string) => string}} given */
export function CodeField({ t }) {
  return html`<${Field}
    name="code"
    label=${t("code")}
    hint=${t("codeHint")}
    inputmode="numeric"
    pattern="[0-9]{6}"
    maxlength=${6}
  />`;
}

/**
 * A form whose content goes to one function and nowhere else; it cannot be sent twice at once.
 * @param {{send: (typed: Record<string, string>) => Promise<void>, label: string, children?: unknown}} given
 */
export function Form({ send, label, children }) {
  const [busy, setBusy] = useState(false);
  async function submitted(/** @type {SubmitEvent} */ event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    if (busy) return;
    setBusy(true);
    const typed = Object.fromEntries([...new FormData(form)].map(([k, v]) => [k, String(v)]));
    await send(typed);
    setBusy(false);
  }
  return html`
    <form method="post" autocomplete="off" onSubmit=${submitted}>
      ${children}
      <button type="submit" aria-disabled=${busy ? "true" : undefined}>${label}</button>
    </form>
  `;
}

/**
 * An error, told at once to whoever cannot see it.
 * @param {{t: (key: string) => string, problem: string}} given
 */
export function Problem({ t, problem }) {
  return html`<p class=${problem ? "problem" : "silent"} role="alert">${problem ? t(problem) : ""}</p>`;
}

/**
 * An instant as the reader writes it, in Oslo.
 * @param {{at: string | null, frame: import("./app.js").Frame}} given
 */
export function Moment({ at, frame }) {
  if (!at) return html`${frame.t("never")}`;
  const shown = new Intl.DateTimeFormat(LOCALE[frame.language], {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "Europe/Oslo",
  });
  return html`<time datetime=${at}>${shown.format(new Date(at))}</time>`;
}

/**
 * A closed word in the reader's language; a word the page does not know is shown as it is.
 * @param {{word: string, of: string, t: (key: string) => string}} given
 */
export function Word({ word, of, t }) {
  return html`${worded(t, of, word)}`;
}
