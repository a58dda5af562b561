// @ts-check
// Hiding everything at once, when somebody comes in: a key on every keyboard, pressed twice.

import { useEffect, useRef } from "./html.js";

const KEY = "Escape";
/** Milliseconds between the two presses. */
const WITHIN = 800;

/**
 * Calls back when the key was pressed twice, wherever the focus is, while it is watching.
 *
 * It takes nothing from the first press: a dialog closes by it as always. Whoever has no keyboard has
 * a button in the header.
 *
 * @param {boolean} watching
 * @param {() => void} onHide
 */
export function useQuickHide(watching, onHide) {
  const callback = useRef(onHide);
  callback.current = onHide;
  useEffect(() => {
    if (!watching) return undefined;
    let last = -WITHIN;
    const pressed = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== KEY || event.repeat) return;
      if (event.timeStamp - last < WITHIN) callback.current();
      last = event.timeStamp;
    };
    addEventListener("keydown", pressed, { capture: true });
    return () => removeEventListener("keydown", pressed, { capture: true });
  }, [watching]);
}
