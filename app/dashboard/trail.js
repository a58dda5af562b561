// @ts-check
// Where somebody was on the page. The browser's history holds a number of a step and nothing else:
// which view it was, and of which case, is forgotten with the page.

import { useCallback, useEffect, useRef, useState } from "./html.js";

/** @typedef {{view: string, given: any}} Step */

/** @type {Step} */
const NOWHERE = Object.freeze({ view: "", given: {} });

/**
 * The step that is shown, and how to take the next one; the browser's buttons go back and forth.
 * Once it is forgotten, every step of before leads to the first view of whoever is there by then.
 *
 * @param {string} view where the trail begins; an empty name is the first view of the menu
 * @returns {{at: Step, go: (view: string, given?: any) => void,
 *   forget: () => void}}
 */
export function useTrail(view) {
  const steps = useRef(/** @type {Step[]} */ ([{ view, given: {} }]));
  const [at, setAt] = useState(/** @type {Step} */ ({ view, given: {} }));

  const go = useCallback((/** @type {string} */ next, /** @type {any} */ given = {}) => {
    const number = (history.state?.at ?? 0) + 1;
    steps.current = [...steps.current.slice(0, number), { view: next, given }];
    history.pushState({ at: number }, "");
    setAt({ view: next, given });
  }, []);

  useEffect(() => {
    history.replaceState({ at: 0 }, "");
    const moved = (/** @type {PopStateEvent} */ event) =>
      setAt(steps.current[event.state?.at ?? 0] ?? NOWHERE);
    addEventListener("popstate", moved);
    return () => removeEventListener("popstate", moved);
  }, []);

  const forget = useCallback(() => {
    steps.current = [NOWHERE];
    setAt(NOWHERE);
  }, []);

  return { at, go, forget };
}
