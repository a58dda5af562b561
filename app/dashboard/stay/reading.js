// @ts-check
// What is read of one stay before it can be shown; what this role may not know is simply not there.

import { read, readAll, readIfThere } from "../asking.js";

/**
 * @typedef {{id: string, referral?: string, shelter?: string, code_name?: string, units?: string[], state: string,
 *   nights: {first: string, to: string}, arrived_at?: string | null, departure?: string | null,
 *   brief?: import("../house/reading.js").Brief | null, version: number}} Placement
 * @typedef {{id: string, code_name: string, state?: string, level?: string, version: number}} Case
 * @typedef {{limit_known: boolean, max_nights: number | null, first: string, ends: string,
 *   nights_left: number, warned: boolean, exemptions: any[]}} Limit
 * @typedef {{placement: Placement, her: Case | null, limit: Limit | null, reviews: any[],
 *   clocks: any[], leaves: string | null, stands: boolean}} Stay
 *
 * Every part of the view gets the same: the stay, the frame, whose page it is, and how to read anew.
 * @typedef {{stay: Stay, frame: import("../app.js").Frame, role: string, reload: () => Promise<void>}} Given
 */

/**
 * One stay, as far as this role may know it.
 * @param {string} id of the placement
 * @param {string} role
 * @returns {Promise<Stay>}
 */
export async function readStay(id, role) {
  const path = `/placements/${id}`;
  const placement = await read(path);
  const house = role === "SHELTER";
  const referral = `/referrals/${placement.referral}`;
  const inside = house || role === "COORDINATOR";
  const [her, limit] = await Promise.all([
    house ? null : readIfThere(referral),
    inside ? readIfThere(`${path}/limit`) : null,
  ]);
  // A coordinator who does not stand on the case finds no limit; nothing else is asked for then.
  const stands = house || (role === "COORDINATOR" ? limit !== null : her !== null);
  const whole = stands && inside;
  const [reviews, legal, leaving] = await Promise.all([
    whole ? readIfThere(`${path}/reviews`) : null,
    whole && !house ? readIfThere(`${referral}/legal`) : null,
    whole ? readIfThere(`${path}/departure-plan`) : null,
  ]);
  return {
    placement,
    her,
    limit,
    reviews: reviews?.reviews ?? [],
    clocks: legal?.clocks ?? [],
    leaves: leaving?.planned_on ?? null,
    stands,
  };
}

/**
 * The open move of this stay; null when none is open.
 * @param {Placement} placement
 */
export async function openMove(placement) {
  const all = await readAll("/transfers", "transfers");
  const open = ["PROPOSED", "AGREED", "POLICE_CONSULTED", "FIRM"];
  return all.find((one) => one.referral === placement.referral && open.includes(one.state)) ?? null;
}
