// @ts-check
// A view whose files are fetched when somebody first goes there: nobody waits for what she never opens.

import { html, useEffect, useState } from "./html.js";
import { Problem } from "./parts.js";
import { allTexts } from "./texts.js";

/**
 * The same component, once it and its texts are there; until then it says that it is on its way, or
 * that it could not be fetched.
 * @param {() => Promise<(given: any) => any>} load
 * @param {() => Promise<void>} [texts] that it needs beside those of the frame
 * @returns {(given: any) => any}
 */
export function later(load, texts = allTexts) {
  let fetched = /** @type {((given: any) => any) | null} */ (null);
  return function Later(given) {
    const { t } = given.frame;
    const [View, setView] = useState(() => fetched);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (View) return;
      Promise.all([load(), texts()]).then(
        ([found]) => {
          fetched = found;
          setView(() => found);
        },
        () => setFailed(true),
      );
    }, []);
    // The frame has moved the focus before there was a heading to move it to.
    useEffect(() => {
      const heading = /** @type {HTMLElement | null} */ (document.querySelector("main h1"));
      if (View && document.activeElement === document.body) heading?.focus();
    }, [View]);
    if (View) return html`<${View} ...${given} />`;
    return html`
      <${Problem} t=${t} problem=${failed ? "problem.no-answer" : ""} />
      ${!failed && html`<p>${t("loading")}</p>`}
    `;
  };
}
