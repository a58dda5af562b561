// @ts-check
// Which report, of which time: a year, or a quarter; what nobody can have told yet is not asked for.

import { Select } from "../chooser.js";
import { Held } from "../fields.js";
import { html, useState } from "../html.js";
import { Form } from "../parts.js";

const REPORTS = Object.freeze(["annual", "quarterly", "equity", "stays", "expenses", "gap"]);
const BY_QUARTER = Object.freeze(["quarterly", "gap"]);
const FIRST_YEAR = 2000;
const DAY_MS = 86_400_000;
const TOLD_AFTER_MS = 14 * DAY_MS;

/** @typedef {{year: number, quarter: number}} Quarter */

/**
 * What is typed stays, whichever report is chosen after it.
 * @param {{t: (key: string) => string, asks: (asked: {report: string, year: number, quarter: number | null}) => void}} given
 */
export function Asking({ t, asks }) {
  const [report, setReport] = useState("annual");
  const [typed, setTyped] = useState(/** @type {{year?: string, quarter?: string}} */ ({}));
  const byQuarter = BY_QUARTER.includes(report);
  const newest = newestOf(report, new Date());
  const year = typed.year ?? String(newest.year);
  const quarter = typed.quarter ?? String(newest.quarter);
  return html`
    <div class="filters">
      <${Form}
        label=${t("showReport")}
        send=${async () => asks({ report, year: Number(year), quarter: byQuarter ? Number(quarter) : null })}
      >
        <${Select} t=${t} name="report" label=${t("whichReport")} of="report" words=${REPORTS} value=${report}
          required=${true} empty=${t("chooseOne")} choose=${setReport} />
        <${Held} name="year" label=${t("year")} type="number" small=${true} value=${year} required
          set=${(/** @type {string} */ text) => setTyped({ ...typed, year: text })} min=${FIRST_YEAR} max=${newest.year} />
        ${byQuarter &&
        html`<${Held} name="quarter" label=${t("quarter")} type="number" small=${true} value=${quarter} required
          set=${(/** @type {string} */ text) => setTyped({ ...typed, quarter: text })} min=${1}
          max=${Number(year) === newest.year ? newest.quarter : 4} />`}
      <//>
    </div>
  `;
}

/**
 * The newest time of which that report can be: a gap stands for the quarter of the last night, the
 * others for one that is over since two weeks.
 * @param {string} report
 * @param {Date} now
 * @returns {Quarter}
 */
function newestOf(report, now) {
  const lastNight = quarterOf(new Date(now.getTime() - DAY_MS));
  if (report === "gap") return lastNight;
  const over = before(quarterOf(new Date(now.getTime() - TOLD_AFTER_MS)));
  if (report === "quarterly" || over.quarter === 4) return over;
  return { year: over.year - 1, quarter: 4 };
}

/** @param {Date} day @returns {Quarter} */
function quarterOf(day) {
  return { year: day.getFullYear(), quarter: Math.floor(day.getMonth() / 3) + 1 };
}

/** @param {Quarter} one @returns {Quarter} */
function before({ year, quarter }) {
  return quarter === 1 ? { year: year - 1, quarter: 4 } : { year, quarter: quarter - 1 };
}
