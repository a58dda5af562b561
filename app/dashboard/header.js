// @ts-check
// The header: the views, who is signed in, the other language.

import { html } from "./html.js";

/**
 * @param {{t: (key: string) => string, views: string[], view: string, who: string,
 *   go: (view: string) => void, signOut: () => void, otherLanguage: () => void}} given
 */
export function Header({ t, views, view, who, go, signOut, otherLanguage }) {
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
        ${who && html`<span>${who}</span> <button type="button" onClick=${signOut}>${t("signOut")}</button>`}
        <button type="button" lang=${t("otherLanguage") === "English" ? "en" : "nb"} onClick=${otherLanguage}>
          ${t("otherLanguage")}
        </button>
      </div>
    </header>
  `;
}
