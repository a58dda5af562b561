// @ts-check
// How long nobody has touched anything.

import { useEffect, useRef } from "./html.js";

const SIGNS = ["pointerdown", "keydown", "wheel", "touchstart", "click", "input"];
/** Milliseconds after a touch in which what the page asks is asked for somebody who is there. */
const LATELY = 10_000;

let touched = Date.now();
for (const sign of SIGNS) {
  addEventListener(sign, () => (touched = Date.now()), { capture: true, passive: true });
}

/** Whether somebody has touched the page just now. */
export function touchedLately() {
  return Date.now() - touched < LATELY;
}

/**
 * Calls back once nobody has touched the page for so long, while it is watching.
 *
 * Unit: seconds. Timers of a page in the background may be late, so the clock is read as well when
 * the page is seen again.
 *
 * @param {number} seconds
 * @param {boolean} watching
 * @param {() => void} onIdle
 */
export function useIdle(seconds, watching, onIdle) {
  const callback = useRef(onIdle);
  callback.current = onIdle;
  useEffect(() => {
    if (!watching) return undefined;
    let last = Date.now();
    const touched = () => {
      look();
      last = Date.now();
    };
    const look = () => {
      if (Date.now() - last < 1000 * seconds) return;
      last = Date.now();
      callback.current();
    };
    const timer = setInterval(look, 1000);
    for (const sign of SIGNS) addEventListener(sign, touched, { capture: true, passive: true });
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) removeEventListener(sign, touched, { capture: true });
      document.removeEventListener("visibilitychange", look);
    };
  }, [seconds, watching]);
}
