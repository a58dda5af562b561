// @ts-check
// Units x nights in a region that scrolls by itself. Only the rows in sight are in the page, in blocks,
// and a row that was drawn is not drawn again; names and months stay where they are seen.

import { html, useCallback, useEffect, useMemo, useRef, useState } from "../html.js";
import { Bars, Clocks, Months, NIGHT, Patterns, ROW, monthsOf } from "./bars.js";

/** Rows that come and go together, and how many of such blocks wait beside those in sight. */
const BLOCK = 8;
const BESIDE = 2;
const HEAD = 40;

/**
 * @typedef {import("./rows.js").Row} Row
 * @typedef {{row: number, night: number}} Cursor
 */

/**
 * @param {{rows: Row[], first: string, nights: number, frame: import("../app.js").Frame,
 *   cursor: Cursor | null, move: (to: Cursor) => void, name: (row: Row) => unknown}} given
 */
export function Timeline({ rows, first, nights, frame, cursor, move, name }) {
  const region = useRef(/** @type {HTMLElement | null} */ (null));
  const [block, setBlock] = useState(0);
  const [left, setLeft] = useState(0);
  const [high, setHigh] = useState(600);
  const months = useMemo(() => monthsOf(first, nights), [first, nights]);
  const lines = useMemo(() => months.map((at) => `M${at * NIGHT + 0.5} 0v${ROW}`).join(""), [months]);
  // A row that is the same element as before is passed over, so that scrolling costs new rows alone.
  const drawn = useMemo(
    () => new Map(),
    [rows, first, nights, frame.language],
  );

  const look = useCallback(() => {
    const at = region.current;
    if (!at) return;
    setBlock(Math.floor(at.scrollTop / ROW / BLOCK));
    setLeft(Math.floor(at.scrollLeft / NIGHT) * NIGHT);
    setHigh(at.clientHeight);
  }, []);

  useEffect(() => {
    look();
    addEventListener("resize", look);
    return () => removeEventListener("resize", look);
  }, [look]);

  useEffect(() => {
    if (cursor && region.current) bringIntoSight(region.current, cursor);
  }, [cursor]);

  const from = Math.min(Math.max(0, (block - BESIDE) * BLOCK), Math.max(0, rows.length - 1));
  // The row of a house stays above its units, however many of them have gone by.
  const head = rows[from]?.head ?? from;
  const to = Math.min(rows.length, (block + BESIDE + 1) * BLOCK + Math.ceil(high / ROW));

  /** @param {number} number */
  function rowAt(number) {
    const row = /** @type {Row} */ (rows[number]);
    const night = cursor?.row === number ? cursor.night : null;
    const known = night === null && drawn.get(number);
    if (known) return known;
    const made = html`
      <div class=${row.unit ? "unit" : "house"} key=${row.key}>
        <div class="name">${name(row)}</div>
        <${Bars} row=${row} nights=${nights} lines=${lines} cursor=${night} />
        <${Clocks} row=${row} first=${first} nights=${nights} />
      </div>
    `;
    if (night === null) drawn.set(number, made);
    return made;
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const step = stepOf(event, nights, Math.floor((high - HEAD) / ROW) - 1);
    if (!step || rows.length === 0) return;
    event.preventDefault();
    const at = cursor ?? { row: 0, night: 0 };
    move({
      row: within(at.row + step.rows, rows.length),
      night: within(at.night + step.nights, nights),
    });
  }

  /** @param {MouseEvent} event */
  function clicked(event) {
    const sheet = /** @type {HTMLElement} */ (event.currentTarget);
    const box = sheet.getBoundingClientRect();
    const names = sheet.querySelector(".name")?.clientWidth ?? 0;
    const night = Math.floor((event.clientX - box.left - names) / NIGHT);
    const row = Math.floor((event.clientY - box.top - HEAD) / ROW);
    if (night >= 0 && night < nights && row >= 0 && row < rows.length) move({ row, night });
  }

  return html`
    <${Patterns} />
    <div
      class="timeline"
      role="region"
      aria-label=${frame.t("occupancyTimeline")}
      aria-describedby="occupancy-keys"
      tabindex="0"
      ref=${region}
      onScroll=${look}
      onKeyDown=${pressed}
    >
      <div class="sheet" onClick=${clicked}>
        <div class="months">
          <div class="name">${frame.t("occupancyUnits")}</div>
          <${Months} first=${first} nights=${nights} months=${months} left=${left} language=${frame.language} />
        </div>
        <svg key="above" class="gap" width="1" height=${head * ROW} aria-hidden="true" />
        ${head < from && rowAt(head)}
        ${head < from && html`<svg key="between" class="gap" width="1" height=${(from - head - 1) * ROW} aria-hidden="true" />`}
        ${Array.from({ length: Math.max(0, to - from) }, (_, at) => rowAt(from + at))}
        <svg key="below" class="gap" width="1" height=${(rows.length - to) * ROW} aria-hidden="true" />
      </div>
    </div>
  `;
}

/** @param {number} wanted @param {number} length */
function within(wanted, length) {
  return Math.min(Math.max(wanted, 0), length - 1);
}

/**
 * How far a key goes; null when it is none of ours.
 * @param {KeyboardEvent} event
 * @param {number} nights
 * @param {number} page
 */
function stepOf(event, nights, page) {
  const far = event.ctrlKey || event.shiftKey;
  /** @type {Record<string, [rows: number, nights: number]>} */
  const steps = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, far ? -30 : -1],
    ArrowRight: [0, far ? 30 : 1],
    PageUp: [-page, 0],
    PageDown: [page, 0],
    Home: far ? [-Infinity, 0] : [0, -nights],
    End: far ? [Infinity, 0] : [0, nights],
  };
  const found = event.altKey || event.metaKey ? undefined : steps[event.key];
  return found ? { rows: found[0], nights: found[1] } : null;
}

/** @param {HTMLElement} region @param {Cursor} cursor */
function bringIntoSight(region, cursor) {
  const names = region.querySelector(".name")?.clientWidth ?? 0;
  const x = cursor.night * NIGHT;
  const y = cursor.row * ROW;
  const wide = region.clientWidth - names;
  // The row of the house stays in sight above its units.
  const high = region.clientHeight - HEAD;
  if (x < region.scrollLeft) region.scrollLeft = x;
  if (x + NIGHT > region.scrollLeft + wide) region.scrollLeft = x + NIGHT - wide;
  if (y - ROW < region.scrollTop) region.scrollTop = y - ROW;
  if (y + ROW > region.scrollTop + high) region.scrollTop = y + ROW - high;
}
