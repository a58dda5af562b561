// @ts-check
// The drawing of one row: stays, what is shut, what is intended, limits and clocks. Each kind has a
// form of its own beside its colour. Sizes are attributes: the page's policy forbids inline styles.

import { after, between, written } from "../days.js";
import { html } from "../html.js";
import { freeRuns } from "./rows.js";

export const NIGHT = 20;
export const ROW = 28;

/** @typedef {import("./rows.js").Row} Row @typedef {import("./rows.js").Taken} Taken */

/** Hatchings that the rows refer to; drawn once. */
export function Patterns() {
  return html`
    <svg class="patterns" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern id="hatch-held" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="8" height="8" class="ground-held" />
          <rect width="3" height="8" class="line-held" />
        </pattern>
        <pattern id="hatch-shut" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" class="ground-shut" />
          <path d="M0 6 6 0M0 0 6 6" class="line-shut" />
        </pattern>
      </defs>
    </svg>
  `;
}

/**
 * @param {{row: Row, nights: number, lines: string, cursor: number | null}} given
 *   `lines` is the path of the first of each month, `cursor` the night that is looked at
 */
export function Bars({ row, nights, lines, cursor }) {
  const { unit } = row;
  return html`
    <svg width=${nights * NIGHT} height=${ROW} aria-hidden="true" focusable="false">
      <path class="month" d=${lines} />
      ${!unit && html`<${Free} row=${row} nights=${nights} />`}
      ${unit?.taken.map((one) => html`<${Stay} one=${one} nights=${nights} />`)}
      ${unit?.shut.map(
        (one) => html`
          <rect class="shut" x=${one.at * NIGHT + 1} y="4" width=${one.nights * NIGHT - 2} height=${ROW - 8} />
        `,
      )}
      ${row.intended.map(
        (one) => html`
          <g class="intended">
            <rect x=${one.at * NIGHT + 1.5} y="5.5" width=${one.nights * NIGHT - 3} height=${ROW - 11} rx="3" />
            ${one.nights > 3 && html`<text x=${one.at * NIGHT + 8} y="18">${one.case}</text>`}
          </g>
        `,
      )}
      ${cursor !== null && html`<rect class="cursor" x=${cursor * NIGHT} y="1" width=${NIGHT} height=${ROW - 2} />`}
    </svg>
  `;
}

/** @param {{one: Taken, nights: number}} given */
function Stay({ one, nights }) {
  const limit = one.limit !== null && one.limit >= 0 && one.limit <= nights ? one.limit : null;
  return html`
    <g class=${`stay ${one.state} ${one.case ? "hers" : ""}`}>
      <rect x=${one.at * NIGHT + 1} y="4" width=${one.nights * NIGHT - 2} height=${ROW - 8} rx="3" />
      ${one.case && one.nights > 3 && html`<text x=${one.at * NIGHT + 8} y="18">${one.case}</text>`}
    </g>
    ${limit !== null &&
    html`<path class="limit" d=${`M${limit * NIGHT} 1v${ROW - 2}m-5 0h10M${limit * NIGHT - 5} 1h10`} />`}
  `;
}

/**
 * How many units of the house are free, wherever the number changes.
 * @param {{row: Row, nights: number}} given
 */
function Free({ row, nights }) {
  return freeRuns(row.house, nights).map(
    (run) => html`
      ${run.free > 0 &&
      html`<rect class="free" x=${run.at * NIGHT} y=${ROW - 5} width=${run.nights * NIGHT} height="4" />`}
      <text class="count" x=${run.at * NIGHT + 4} y="18">${run.free}</text>
    `,
  );
}

/**
 * Diamonds on the days that her legal track sets.
 * @param {{row: Row, first: string, nights: number}} given
 */
export function Clocks({ row, first, nights }) {
  const days = (row.unit?.taken ?? [])
    .flatMap((one) => one.clocks ?? [])
    .flatMap((clock) => (clock.due ? [between(first, clock.due)] : []))
    .filter((at) => at >= 0 && at < nights);
  if (days.length === 0) return null;
  return html`
    <svg class="clocks" width=${nights * NIGHT} height=${ROW} aria-hidden="true" focusable="false">
      ${days.map((at) => html`<path class="clock" d=${`M${(at + 0.5) * NIGHT} 6l8 8-8 8-8-8z`} />`)}
    </svg>
  `;
}

/**
 * Where months begin, as nights after the first one.
 * @param {string} first
 * @param {number} nights
 */
export function monthsOf(first, nights) {
  const found = [0];
  for (let at = 1; at < nights; at += 1) if (after(first, at).endsWith("-01")) found.push(at);
  return found;
}

/**
 * The head of the timeline: months whose names stay in sight, and days.
 * @param {{first: string, nights: number, months: number[], left: number,
 *   language: import("../texts.js").Language}} given
 */
export function Months({ first, nights, months, left, language }) {
  return html`
    <svg width=${nights * NIGHT} height="40" aria-hidden="true" focusable="false">
      ${months.map((at, number) => {
        const end = (months[number + 1] ?? nights) * NIGHT;
        const month = end - at * NIGHT < 130 ? "short" : "long";
        const x = Math.min(Math.max(at * NIGHT, left) + 6, Math.max(end - 130, at * NIGHT + 6));
        return html`
          <path class="month" d=${`M${at * NIGHT + 0.5} 0v40`} />
          <text class="month-name" x=${x} y="15">
            ${written(after(first, at), language, month === "long" ? { month, year: "numeric" } : { month })}
          </text>
        `;
      })}
      ${Array.from({ length: nights }, (_, at) => after(first, at)).map((day, at) =>
        at === 0 || Number(day.slice(8)) % 5 === 0 || day.endsWith("-01")
          ? html`<text class="day" x=${at * NIGHT + 4} y="33">${Number(day.slice(8))}</text>`
          : null,
      )}
    </svg>
  `;
}
