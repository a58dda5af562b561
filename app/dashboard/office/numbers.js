// @ts-check
// Numbers of the rules as people write them: one, several in a row, or pairs.

/** @typedef {number | (number | number[])[]} Value */

/**
 * 10, 30, 60, 120 · 25 → 9; 75 → 3
 * @param {Value | null} value
 */
export function written(value) {
  if (value === null) return "–";
  if (!Array.isArray(value)) return String(value);
  const pairs = value.some(Array.isArray);
  return value.map((one) => (Array.isArray(one) ? one.join(" → ") : String(one))).join(pairs ? "; " : ", ");
}

/**
 * What was typed, of the shape that it has now; null when it is none.
 * @param {string} typed
 * @param {Value} now
 * @returns {Value | null}
 */
export function parsed(typed, now) {
  if (!Array.isArray(now)) return number(typed);
  const pairs = now.some(Array.isArray);
  const parts = typed.split(pairs ? ";" : ",").map((one) => (pairs ? row(one) : number(one)));
  return parts.some((one) => one === null) ? null : /** @type {(number | number[])[]} */ (parts);
}

/** @param {string} typed */
function row(typed) {
  const parts = typed.split(/→|->/).map(number);
  return parts.some((one) => one === null) ? null : /** @type {number[]} */ (parts);
}

/** @param {string} typed */
function number(typed) {
  const said = typed.trim();
  return said === "" || Number.isNaN(Number(said)) ? null : Number(said);
}
