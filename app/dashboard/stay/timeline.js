// @ts-check
// One line of time of a stay: numbers on a line, and the table that says what each of them is.

import { Day } from "../fields.js";
import { today } from "../days.js";
import { html } from "../html.js";
import { Word } from "../parts.js";
import { Table } from "../table.js";
import { daysBetween, marksOf } from "./times.js";

const WIDE = 960;
const EDGE = 30;
const LINE = 96;
const APART = 26;

/** @param {Pick<import("./reading.js").Given, "stay" | "frame">} given */
export function Timeline({ stay, frame }) {
  const { t } = frame;
  const now = today();
  const marks = marksOf(stay, now);
  const first = marks[0]?.on ?? now;
  const last = marks[marks.length - 1]?.on ?? now;
  const all = Math.max(1, daysBetween(first, last));
  const at = (/** @type {string} */ day) => EDGE + ((WIDE - 2 * EDGE) * daysBetween(first, day)) / all;
  const { nights } = stay.placement;
  return html`
    <figure class="timeline">
      <div class="wide" role="region" aria-label=${t("timeline")} tabindex="0">
        <svg viewBox=${`0 0 ${WIDE} 120`} role="img" aria-label=${t("timelineTold")}>
          <rect class="stretch" x=${at(nights.first)} y=${LINE - 5} width=${Math.max(4, at(nights.to) - at(nights.first))} height="10" />
          <line class="axis" x1=${EDGE} x2=${WIDE - EDGE} y1=${LINE} y2=${LINE} />
          ${placed(marks.map((mark) => at(mark.on))).map(
            ({ x, y }, number) => html`
              <g key=${number} class=${`mark ${marks[number]?.kind}`}>
                <line x1=${x} x2=${x} y1=${y} y2=${LINE} />
                <circle cx=${x} cy=${y} r="12" />
                <text x=${x} y=${y + 5} text-anchor="middle">${number + 1}</text>
              </g>
            `,
          )}
        </svg>
      </div>
      <${Table}
        name="days"
        caption=${t("daysOfStay")}
        head=${[t("number"), t("day"), t("what")]}
        rows=${marks.map((mark, number) => ({
          key: String(number),
          cells: [
            number + 1,
            html`<${Day} on=${mark.on} frame=${frame} />`,
            html`<${Said} mark=${mark} now=${now} t=${t} />`,
          ],
        }))}
      />
    </figure>
  `;
}

/** @param {{mark: import("./times.js").Mark, now: string, t: (key: string) => string}} given */
function Said({ mark, now, t }) {
  const late = mark.kind === "review" && !mark.done && mark.on < now;
  return html`
    <${Word} word=${mark.kind} of="stayday" t=${t} />${mark.kind === "review" && ` ${mark.word}`}${mark.kind ===
      "clock" && html`: <${Word} word=${mark.word} of="clock" t=${t} />`}${mark.kind === "review" &&
    mark.done &&
    html` (${t("isDone")})`}${late && html` <strong class="late">${t("overdue")}</strong>`}
  `;
}

/**
 * Where each number stands: those that would cover each other stand one above the other.
 * @param {number[]} all places along the line, in their order
 */
function placed(all) {
  /** @type {number[]} */
  const free = [];
  return all.map((x) => {
    let row = free.findIndex((until) => until <= x);
    if (row < 0) row = free.length;
    // On the lowest row that is free; a fourth number on one day covers the third.
    row = Math.min(row, 2);
    free[row] = x + APART;
    return { x, y: LINE - 24 - row * APART };
  });
}
