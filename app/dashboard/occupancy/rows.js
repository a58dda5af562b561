// @ts-check
// What stands in which row of the timeline, and what is in one night of it.

/**
 * @typedef {{name: string, due: string | null}} Clock
 * @typedef {{at: number, nights: number, state: string, case?: string | null, referral: string | null,
 *   placement: string | null, stands: string | null, hold_until: string | null,
 *   limit: number | null, clocks: Clock[] | null}} Taken
 * @typedef {{at: number, nights: number, reason: string}} Shut
 * @typedef {{referral: string, case: string, at: number, nights: number, units: string[]}} Intended
 * @typedef {{unit: string, code: string, beds: number, taken: Taken[], shut: Shut[]}} Unit
 * @typedef {{shelter: string, code_name: string, kind: string, region: string, status: string,
 *   limit_known: boolean, max_nights: number | null, units: Unit[], intended?: Intended[]}} House
 * @typedef {{first: string, nights: number, houses: House[]}} Occupancy
 * @typedef {{key: string, house: House, unit: Unit | null, head: number, intended: Intended[]}} Row
 */

/**
 * One row for each house and one for each of its units, in the order in which they are told.
 * `head` is the number of the row of its house.
 *
 * @param {readonly House[]} houses
 * @returns {Row[]}
 */
export function rowsOf(houses) {
  /** @type {Row[]} */
  const rows = [];
  for (const house of houses) {
    const head = rows.length;
    const lines = house.intended ?? [];
    const roving = lines.filter((one) => one.units.length === 0);
    rows.push({ key: house.shelter, house, unit: null, head, intended: roving });
    for (const unit of house.units) {
      const here = lines.filter((one) => one.units.includes(unit.unit));
      rows.push({ key: unit.unit, house, unit, head, intended: here });
    }
  }
  return rows;
}

/** @param {{at: number, nights: number}} span @param {number} night */
function holds(span, night) {
  return span.at <= night && night < span.at + span.nights;
}

/**
 * What a unit is in one night: the first that holds of out of service, taken, being cleaned, free.
 *
 * @param {Unit} unit
 * @param {number} night
 * @returns {{state: string, taken: Taken | null, shut: Shut | null}}
 */
export function nightOf(unit, night) {
  const shut = unit.shut.find((one) => holds(one, night)) ?? null;
  const taken = unit.taken.find((one) => holds(one, night)) ?? null;
  if (shut && shut.reason !== "CLEANING") return { state: "OUT_OF_SERVICE", taken, shut };
  if (taken) return { state: taken.state, taken, shut };
  return { state: shut ? "TURNAROUND" : "FREE", taken, shut };
}

/**
 * What is intended in a row in one night.
 * @param {Row} row
 * @param {number} night
 */
export function intendedIn(row, night) {
  return row.intended.filter((one) => holds(one, night));
}

/**
 * How many units of the house are free in that night.
 * @param {House} house
 * @param {number} night
 */
export function freeIn(house, night) {
  return house.units.filter((unit) => nightOf(unit, night).state === "FREE").length;
}

/**
 * The same over all nights, joined where it does not change.
 * @param {House} house
 * @param {number} nights
 */
export function freeRuns(house, nights) {
  /** @type {{at: number, nights: number, free: number}[]} */
  const runs = [];
  for (let night = 0; night < nights; night += 1) {
    const free = freeIn(house, night);
    const last = runs.at(-1);
    if (last && last.free === free) last.nights += 1;
    else runs.push({ at: night, nights: 1, free });
  }
  return runs;
}
