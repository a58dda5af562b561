// @ts-check
// Nothing: what stands here while nobody has touched the page.

import { html } from "../html.js";

/** @param {{t: (key: string) => string, show: () => void}} given */
export function Hidden({ t, show }) {
  return html`
    <h1 tabindex="-1">${t("hidden")}</h1>
    <p>${t("hiddenWhy")}</p>
    <button type="button" onClick=${show}>${t("showAgain")}</button>
  `;
}
