// @ts-check
// Reports: what may leave, as figures and as files; for coordinators also what stays inside.

import { html, useState } from "../html.js";
import { Asking } from "../report/asking.js";
import { Figures } from "../report/figures.js";
import { Inside } from "../report/inside.js";

/**
 * `time` counts how often was asked: the same question again is a new one.
 * @typedef {{report: string, year: number, quarter: number | null, time: number}} Asked
 * @param {{frame: import("../app.js").Frame, session: import("../app.js").Session}} given
 */
export function Reports({ frame, session }) {
  const { t } = frame;
  const [asked, setAsked] = useState(/** @type {Asked | null} */ (null));
  return html`
    <div class="broad">
      <h1 tabindex="-1">${t("reports")}</h1>
      <p class="hint">${t("reportsWhy")}</p>
      <${Asking}
        t=${t}
        asks=${(/** @type {Omit<Asked, "time">} */ wanted) =>
          setAsked((last) => ({ ...wanted, time: (last?.time ?? 0) + 1 }))}
      />
      ${asked && html`<${Figures} key=${asked.time} asked=${asked} frame=${frame} />`}
      ${session.role === "COORDINATOR" && html`<${Inside} frame=${frame} />`}
    </div>
  `;
}
