// @ts-check
// What is read before a view can be shown.

import { call } from "./api.js";
import { useCallback, useEffect, useState } from "./html.js";
import { problemText } from "./parts.js";

/** An answer that was not the one that was asked for. */
class Refused extends Error {
  /** @param {import("./api.js").Answer} answer */
  constructor(answer) {
    super(answer.problem);
    this.answer = answer;
  }
}

/**
 * The body of an answer; anything but a success ends what is being read.
 * @param {string} path
 */
export async function read(path) {
  const answer = await call("GET", path);
  if (!answer.ok) throw new Refused(answer);
  return answer.body;
}

/**
 * The same, where this reader may find nothing: null is "not there, or not for you".
 * @param {string} path
 */
export async function readIfThere(path) {
  const answer = await call("GET", path);
  if (!answer.ok && answer.status !== 404) throw new Refused(answer);
  return answer.ok ? answer.body : null;
}

/**
 * Every line of a list, page after page: a list that ends in the middle would leave somebody out.
 * @param {string} path
 * @param {string} name of the lines in the answer
 * @returns {Promise<any[]>}
 */
export async function readAll(path, name) {
  const lines = [];
  let next = "";
  do {
    const body = await read(`${path}?limit=50${next && `&cursor=${encodeURIComponent(next)}`}`);
    lines.push(...body[name]);
    next = body.next ?? "";
  } while (next);
  return lines;
}

/**
 * What `ask` came to, and how to ask again. What could not be fetched is a problem, never an empty
 * answer; what was there before stays in view.
 *
 * @template T
 * @param {() => Promise<T>} ask
 * @param {readonly unknown[]} about what it asks about
 */
export function useAsked(ask, about) {
  const [said, setSaid] = useState(/** @type {T | null} */ (null));
  const [problem, setProblem] = useState("");
  const reload = useCallback(async () => {
    try {
      setSaid(await ask());
      setProblem("");
    } catch (failed) {
      if (!(failed instanceof Refused)) throw failed;
      setProblem(problemText(failed.answer));
    }
  }, about);
  useEffect(() => {
    reload();
  }, [reload]);
  return { said, problem, reload };
}
