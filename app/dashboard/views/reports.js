// @ts-check
// Reports: what may leave, as figures and as files; for coordinators also what stays inside.

import { html, useState } from "../html.js";
import { Asking } from "../report/asking.js";
import { Figures } from "../report/figures.js";
import { Inside } from "../report/inside.js";

/**
 * @typedef {{report: string, year: number, quarter: number | null}} Asked
 * @param {{frame: import("../app.js").Frame, session: import("../app.js").Session}} given
 */
export function Reports({ frame, session }) {
  const { t } = frame;
  const [asked, setAsked] = useState(/** @type {Asked | null} */ (null));
  return html`
    <div class="broad">
      <h1 tabindex="-1">${t("reports")}</h1>
      <p class="hint">${t("reportsWhy")}</p>
      <${Asking} t=${t} asks=${setAsked} />
      ${asked && html`<${Figures} key=${JSON.stringify(asked)} asked=${asked} frame=${frame} />`}
      ${session.role === "COORDINATOR" && html`<${Inside} frame=${frame} />`}
    </div>
  `;
}
