// @ts-check
// One report that may leave: its figures with their definitions, and the same as files.

import { call } from "../api.js";
import { readIfThere, useAsked } from "../asking.js";
import { html, useState } from "../html.js";
import { Word, problemText } from "../parts.js";
import { Part } from "../partner/unfold.js";
import { saved } from "./saved.js";
import { Tables } from "./tables.js";

const FILES = Object.freeze(["csv", "xlsx", "page"]);

/**
 * @param {import("../views/reports.js").Asked} asked
 */
function timeOf({ year, quarter }) {
  return quarter === null ? `${year}` : `${year} Q${quarter}`;
}

/** @param {{asked: import("../views/reports.js").Asked, frame: import("../app.js").Frame}} given */
export function Figures({ asked, frame }) {
  const { t } = frame;
  const [refused, setRefused] = useState("");
  const of = `?year=${asked.year}${asked.quarter === null ? "" : `&quarter=${asked.quarter}`}`;
  const at = `/reports/${asked.report}`;
  // Null is "not told": kept apart from what is still on its way.
  const { said, problem } = useAsked(async () => ({ told: await readIfThere(`${at}/figures${of}`) }), [at, of]);

  /** @param {string} form */
  async function save(form) {
    const answer = await call("GET", `${at}/files/${form}${of}`);
    setRefused(answer.ok ? "" : problemText(answer));
    if (answer.ok) saved(answer.body);
  }

  return html`
    <${Part} name="report-figures" title=${html`<${Word} word=${asked.report} of="report" t=${t} /> ${timeOf(asked)}`} problem=${refused || problem} t=${t}>
      ${!said && !problem && html`<p role="status">${t("loading")}</p>`}
      ${said && !said.told && html`<p role="status">${t("reportNotTold")}</p>`}
      ${said?.told &&
      html`
        <div class="acts">
          ${FILES.map(
            (form) => html`<button key=${form} type="button" onClick=${() => save(form)}>
              <${Word} word=${form} of="reportfile" t=${t} />
            </button>`,
          )}
        </div>
        <${Tables} told=${said.told} name="told" frame=${frame} />
      `}
    <//>
  `;
}
