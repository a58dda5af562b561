// @ts-check
// What is done in a view: each act once, and told when it is done, or why not.

import { call } from "./api.js";
import { useRef, useState } from "./html.js";
import { problemText } from "./parts.js";

/**
 * @typedef {{text: string, rules: string[]}} No
 * @typedef {{version?: string | null, said?: string}} More `version` of what it is done to, as a header;
 *   `said` is the text that is told when it is done
 */

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

/** The header of a version that stands in a body. @param {number} version */
export function at(version) {
  return `"${version}"`;
}

/**
 * Acts of one place on the page. A second press of what is under way does nothing.
 *
 * @param {import("./app.js").Frame} frame
 * @param {() => Promise<unknown>} [after] what is read anew once it is done, or was done by others
 * @returns {{no: No | null, busy: boolean,
 *   act: (method: string, path: string, body?: object, more?: More) => Promise<any>}}
 */
export function useActs(frame, after) {
  const [no, setNo] = useState(/** @type {No | null} */ (null));
  const [busy, setBusy] = useState(false);
  const underWay = useRef(/** @type {Set<string>} */ (new Set()));

  /**
   * The body of the answer, or null after a refusal, which is shown.
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {More} [more]
   */
  async function act(method, path, body, { version, said } = {}) {
    const what = `${method} ${path}`;
    if (underWay.current.has(what)) return null;
    underWay.current.add(what);
    setBusy(true);
    try {
      const answer = await call(method, path, body, { version });
      setNo(answer.ok ? null : noOf(answer));
      if (after && (answer.ok || answer.problem === "stale")) await after();
      // Said last: whoever hears that it is done may go on at once, from what stands now.
      if (answer.ok && said) frame.say(said);
      return answer.ok ? (answer.body ?? {}) : null;
    } finally {
      underWay.current.delete(what);
      setBusy(underWay.current.size > 0);
    }
  }

  return { no, busy, act };
}

/**
 * The same where nothing of the answer is needed but whether it is done.
 *
 * @param {import("./app.js").Frame} frame
 * @param {() => Promise<unknown>} after
 */
export function useAct(frame, after) {
  const { no, act: done } = useActs(frame, after);
  /**
   * @param {string} said the text that is told when it is done
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {number} [version] of what it is done to
   */
  async function act(said, method, path, body, version) {
    return (await done(method, path, body, { said, ...(version !== undefined && { version: at(version) }) })) !== null;
  }
  return { act, problem: no?.text ?? "" };
}
