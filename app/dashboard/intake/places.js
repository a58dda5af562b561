// @ts-check
// Places of the gazetteer: typed by how the name begins, chosen from what was found, never free.

import { call } from "../api.js";
import { worded } from "../texts.js";
import { html, useEffect, useState } from "../html.js";
import { problemText } from "../parts.js";

/** Milliseconds without another letter before a name is looked for. */
const PAUSE_MS = 250;

/**
 * @typedef {import("./answers.js").Place} Place
 * @param {{name: string, label: string, hint?: string, most?: number, value: Place[],
 *   set: (places: Place[]) => void, t: (key: string) => string}} given
 */
export function Places({ name, label, hint, most = 20, value, set, t }) {
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState(/** @type {any[] | null} */ (null));
  const [problem, setProblem] = useState("");

  useEffect(() => {
    setFound(null);
    const wanted = typed.trim();
    if (wanted.length < 2) return undefined;
    let over = false;
    const timer = setTimeout(async () => {
      const answer = await call("POST", "/places/search", { name: wanted });
      if (over) return;
      setProblem(answer.ok ? "" : problemText(answer));
      setFound(answer.ok ? answer.body.places : null);
    }, PAUSE_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [typed]);

  /** @param {Place} one */
  function choose(one) {
    set([...value.filter((other) => other.code !== one.code), { code: one.code, name: one.name }].slice(-most));
    setTyped("");
    document.getElementById(name)?.focus();
  }

  return html`
    <div class="field">
      <label for=${name}>${label}</label>
      <p class="hint" id=${`${name}-hint`}>${hint ? `${hint} ` : ""}${t("placeHint")}</p>
      <input
        id=${name}
        name=${name}
        type="text"
        autocomplete="off"
        spellcheck="false"
        maxlength="40"
        value=${typed}
        aria-describedby=${`${name}-hint`}
        onInput=${(/** @type {any} */ e) => setTyped(e.currentTarget.value)}
        onKeyDown=${(/** @type {KeyboardEvent} */ e) => {
          if (e.key !== "Enter") return;
          e.preventDefault();
          if (found?.[0]) choose(found[0]);
        }}
      />
      <p class=${problem ? "problem" : "silent"} role="alert">${problem ? t(problem) : ""}</p>
      <div role="status">
        ${found &&
        (found.length === 0
          ? html`<p class="hint">${t("placeNone")}</p>`
          : html`
              <ul class="found" aria-label=${t("placesFound")}>
                ${found.slice(0, 8).map(
                  (one) => html`
                    <li key=${one.code}>
                      <button type="button" onClick=${() => choose(one)}>
                        ${one.name}
                        <small>${worded(t, "gazetteer", one.kind)}${one.region ? ` · ${worded(t, "region", one.region)}` : ""}</small>
                      </button>
                    </li>
                  `,
                )}
              </ul>
            `)}
      </div>
      ${value.length > 0 &&
      html`
        <ul class="chips" aria-label=${label}>
          ${value.map(
            (one) => html`
              <li key=${one.code}>
                <button
                  type="button"
                  class="chip"
                  aria-label=${`${t("remove")}: ${one.name}`}
                  onClick=${() => set(value.filter((other) => other !== one))}
                >
                  ${one.name} <span aria-hidden="true">×</span>
                </button>
              </li>
            `,
          )}
        </ul>
      `}
    </div>
  `;
}
