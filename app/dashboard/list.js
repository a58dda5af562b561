// @ts-check
// A list that comes in pages.

import { call } from "./api.js";
import { useCallback, useEffect, useState } from "./html.js";
import { problemText } from "./parts.js";

/**
 * The lines of a list, and how to load it anew or further.
 *
 * A list that this person has no part in answers as if it were not there, and is empty.
 *
 * @param {string} path
 * @param {string} name of the lines in the answer
 */
export function useList(path, name) {
  const [lines, setLines] = useState(/** @type {any[] | null} */ (null));
  const [next, setNext] = useState(/** @type {string | null} */ (null));
  const [problem, setProblem] = useState("");

  const load = useCallback(
    async (/** @type {string | null} */ from) => {
      const answer = await call("GET", from ? `${path}?cursor=${encodeURIComponent(from)}` : path);
      setProblem(answer.ok || answer.status === 404 ? "" : problemText(answer));
      // What could not be read is not empty: it is not known.
      if (!answer.ok && answer.status !== 404) return;
      const found = answer.ok ? answer.body[name] : [];
      setLines((before) => (from ? [...(before ?? []), ...found] : found));
      setNext(answer.ok ? (answer.body.next ?? null) : null);
    },
    [path, name],
  );

  useEffect(() => {
    load(null);
  }, [load]);

  /** All the pages that are shown already, read anew; what is shown stays until they are there. */
  async function reload() {
    const wanted = lines?.length ?? 0;
    const found = [];
    let from = /** @type {string | null} */ (null);
    do {
      const answer = await call("GET", from ? `${path}?cursor=${encodeURIComponent(from)}` : path);
      if (!answer.ok) return setProblem(answer.status === 404 ? "" : problemText(answer));
      found.push(...answer.body[name]);
      from = answer.body.next ?? null;
    } while (from && found.length < wanted);
    setProblem("");
    setLines(found);
    setNext(from);
  }

  return { lines, problem, reload, more: next ? () => load(next) : null };
}
