// @ts-check
// The days of a stay in their order: when she came, today, the limit, reviews, clocks, leaving.

/**
 * @typedef {"arrived" | "today" | "limit" | "exemption" | "review" | "clock" | "leaves" | "ends"} Kind
 * @typedef {{on: string, kind: Kind, word: string, done: boolean}} Mark
 */

const A_DAY_MS = 86_400_000;

/** @param {string} day @param {number} days */
export function later(day, days) {
  return new Date(Date.parse(day) + days * A_DAY_MS).toISOString().slice(0, 10);
}

/** @param {string} from @param {string} to */
export function daysBetween(from, to) {
  return Math.round((Date.parse(to) - Date.parse(from)) / A_DAY_MS);
}

/**
 * Every day that counts, the earliest first.
 * @param {import("./reading.js").Stay} stay
 * @param {string} today
 * @returns {Mark[]}
 */
export function marksOf(stay, today) {
  const { placement, limit } = stay;
  /** @type {Mark[]} */
  const marks = [
    { on: placement.nights.first, kind: "arrived", word: "", done: placement.state !== "ACCEPTED" },
    { on: today, kind: "today", word: "", done: true },
    { on: placement.nights.to, kind: "ends", word: "", done: false },
  ];
  if (limit && (limit.max_nights !== null || !limit.limit_known)) {
    let on = later(limit.first, limit.max_nights ?? 42);
    marks.push({ on, kind: "limit", word: "", done: false });
    for (const one of limit.exemptions) {
      on = later(on, one.nights);
      marks.push({ on, kind: "exemption", word: "", done: false });
    }
  }
  for (const one of stay.reviews) {
    const on = one.due_at.slice(0, 10);
    marks.push({ on, kind: "review", word: String(one.day), done: one.done_at !== null });
  }
  for (const one of stay.clocks) {
    if (one.due) marks.push({ on: one.due, kind: "clock", word: one.name, done: false });
  }
  if (stay.leaves) marks.push({ on: stay.leaves, kind: "leaves", word: "", done: false });
  return marks.sort((a, b) => a.on.localeCompare(b.on));
}
