// @ts-check
// Every no in words: its kind, and the rules that say it.

import { call } from "./api.js";
import { html, useState } from "./html.js";
import { problemText } from "./parts.js";
import { worded } from "./texts.js";

/** @typedef {{text: string, rules: string[]}} No */

/**
 * What a refusal says, as far as the page may tell it.
 * @param {import("./api.js").Answer} answer
 * @returns {No}
 */
export function noOf(answer) {
  const wrong = /** @type {{rule: string}[]} */ (answer.body?.wrong ?? []);
  const names = wrong.some((one) => one.rule === "value_error") && answer.problem === "malformed";
  return { text: names ? "problem.value" : problemText(answer), rules: answer.body?.rules ?? [] };
}

/** @param {{no: No | null, t: (key: string) => string}} given */
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

/**
 * Acts of one place on the page: one at a time, each told when it is done, or why not.
 *
 * @param {import("./app.js").Frame} frame
 * @returns {{no: No | null, busy: boolean,
 *   act: (method: string, path: string, body?: object, more?: {version?: string | null, said?: string}) => Promise<any>}}
 */
export function useActs(frame) {
  const [no, setNo] = useState(/** @type {No | null} */ (null));
  const [busy, setBusy] = useState(false);

  /**
   * The body of the answer, or null after a refusal, which is shown.
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {{version?: string | null, said?: string}} [more]
   */
  async function act(method, path, body, { version, said } = {}) {
    if (busy) return null;
    setBusy(true);
    const answer = await call(method, path, body, { version });
    setBusy(false);
    setNo(answer.ok ? null : noOf(answer));
    if (answer.ok && said) frame.say(said);
    return answer.ok ? (answer.body ?? {}) : null;
  }

  return { no, busy, act };
}

/** The header of a version that stands in a body. @param {number} version */
export function at(version) {
  return `"${version}"`;
}
