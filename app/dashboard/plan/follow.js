// @ts-check
// A run that is on its way is asked after until it has ended.

import { call } from "../api.js";
import { useCallback, useEffect, useRef, useState } from "../html.js";
import { problemText } from "../parts.js";

const EVERY_MS = 700;

/**
 * @typedef {{name: string, value: number, bound: number, proven: boolean}} Tier
 * @typedef {{id: string, night: string, number: number, trigger: string, state: string,
 *   step: string | null, step_at: string | null, started_at: string, finished_at: string | null,
 *   tiers: Tier[], moves: Tier[], placed: number, unplaced: number, set_aside: number,
 *   failure: string | null, version: number}} Run
 */

/**
 * A run that is followed to its end, and what is done then.
 *
 * @param {(run: Run) => void} ended
 * @returns {{run: Run | null, problem: string, follow: (run: Run) => void,
 *   start: (path: string, body?: object) => Promise<void>}}
 */
export function useRun(ended) {
  const [run, setRun] = useState(/** @type {Run | null} */ (null));
  const [problem, setProblem] = useState("");
  const timer = useRef(0);
  const after = useRef(ended);
  after.current = ended;
  useEffect(() => () => clearTimeout(timer.current), []);

  const follow = useCallback((/** @type {Run} */ now) => {
    setRun(now);
    clearTimeout(timer.current);
    if (now.state !== "RUNNING") {
      after.current(now);
      return;
    }
    timer.current = window.setTimeout(async () => {
      const answer = await call("GET", `/plan-runs/${now.id}`);
      setProblem(answer.ok ? "" : problemText(answer));
      if (answer.ok || answer.status === 0) follow(answer.ok ? answer.body : now);
    }, EVERY_MS);
  }, []);

  const start = useCallback(
    async (/** @type {string} */ path, /** @type {object | undefined} */ body) => {
      const answer = await call("POST", path, body);
      setProblem(answer.ok ? "" : problemText(answer));
      if (answer.ok) follow(answer.body);
    },
    [follow],
  );
  return { run, problem, follow, start };
}
