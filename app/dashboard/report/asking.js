// @ts-check
// Which report, of which time: a year that is over, or a quarter that is.

import { Select } from "../chooser.js";
import { html, useState } from "../html.js";
import { Field, Form } from "../parts.js";

const REPORTS = Object.freeze(["annual", "quarterly", "equity", "stays", "expenses", "gap"]);
const BY_QUARTER = Object.freeze(["quarterly", "gap"]);
const FIRST_YEAR = 2000;

/** @param {{t: (key: string) => string, asks: (asked: import("../views/reports.js").Asked) => void}} given */
export function Asking({ t, asks }) {
  const [report, setReport] = useState("annual");
  const last = lastQuarter(new Date());
  const byQuarter = BY_QUARTER.includes(report);
  return html`
    <div class="filters">
      <${Form}
        label=${t("showReport")}
        send=${async (/** @type {Record<string, string>} */ typed) =>
          asks({ report, year: Number(typed.year), quarter: byQuarter ? Number(typed.quarter) : null })}
      >
        <${Select} t=${t} name="report" label=${t("whichReport")} of="report" words=${REPORTS} value=${report}
          required=${true} empty=${t("chooseOne")} choose=${setReport} />
        <${Field} key=${byQuarter} name="year" label=${t("year")} type="number" min=${String(FIRST_YEAR)}
          max=${String(byQuarter ? last.year : lastYear(last))} value=${String(byQuarter ? last.year : lastYear(last))} />
        ${byQuarter &&
        html`<${Field} name="quarter" label=${t("quarter")} type="number" min="1" max="4" value=${String(last.quarter)} />`}
      <//>
    </div>
  `;
}

/**
 * The newest quarter that is over.
 * @param {Date} now
 */
function lastQuarter(now) {
  const quarter = Math.floor(now.getMonth() / 3);
  return quarter ? { year: now.getFullYear(), quarter } : { year: now.getFullYear() - 1, quarter: 4 };
}

/**
 * The newest year of which a quarter is over; it is told once the whole of it is.
 * @param {{year: number, quarter: number}} last
 */
function lastYear(last) {
  return last.quarter === 4 ? last.year : last.year - 1;
}
