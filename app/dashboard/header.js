// @ts-check
// The header: the views, who is signed in, the other languages.

import { html } from "./html.js";
import { LANGUAGES, OWN_NAME } from "./texts.js";

/**
 * @param {{t: (key: string) => string, views: string[], view: string, who: string,
 *   go: (view: string) => void, signOut: () => void, hide: () => void, language: import("./texts.js").Language,
 *   speak: (language: import("./texts.js").Language) => void}} given
 */
export function Header({ t, views, view, who, go, signOut, hide, language, speak }) {
  return html`
    <header>
      ${views.length > 0 &&
      html`
        <nav aria-label=${t("title")}>
          ${views.map(
            (name) => html`
              <button
                key=${name}
                type="button"
                class="tab"
                aria-current=${name === view ? "page" : undefined}
                onClick=${() => go(name)}
              >
                ${t(name)}
              </button>
            `,
          )}
        </nav>
      `}
      <div class="who">
        ${who &&
        html`
          <span>${who}</span>
          <button type="button" onClick=${hide}>${t("hide")}</button>
          <button type="button" onClick=${signOut}>${t("signOut")}</button>
        `}
        ${LANGUAGES.filter((one) => one !== language).map(
          (one) => html`
            <button key=${one} type="button" lang=${one} onClick=${() => speak(one)}>${OWN_NAME[one]}</button>
          `,
        )}
      </div>
    </header>
  `;
}
