// @ts-check
// What a house reads of itself; nothing of another house has a field in any of these answers.

import { read, readAll, readIfThere } from "../asking.js";

/**
 * @typedef {{first: string, to: string}} Nights
 * @typedef {{adults: number, children: string[], languages: string[], wheelchair: boolean,
 *   security_routine: number}} Brief
 * @typedef {{id: string, units: string[], nights: Nights, state: string, hold_until: string | null,
 *   brief: Brief | null, version: number}} Offer
 * @typedef {{id: string, units: string[], nights: Nights, state: string, brief: Brief | null,
 *   version: number}} Placement
 * @typedef {{met_at: string, means: string, escort: string, handset: string, if_missing: string,
 *   arrive_by: string, set_out_at: string | null}} Way
 * @typedef {{unit: string, code: string, state: string, kind: string, beds: number, cots: number}} Bed
 * @typedef {{id: string, code_name: string, status: string, version: number, features: any[]}} Profile
 * @typedef {{profile: Profile, night: string, beds: Bed[], offers: Offer[],
 *   expected: {placement: Placement, way: Way | null}[], residents: Placement[]}} Own
 */

/** States of an offer in which the house keeps units for it, and has said yes. */
const SAID_YES = ["SHELTER_YES", "SHOWN"];

/**
 * All that the page shows of a house, as it is now.
 * @param {string} shelter
 * @returns {Promise<Own>}
 */
export async function readOwn(shelter) {
  const path = `/shelters/${shelter}`;
  const [profile, on, units, offers, placements] = await Promise.all([
    read(path),
    read(`${path}/beds`),
    readAll(`${path}/units`, "units"),
    readAll("/offers", "offers"),
    readAll("/placements", "placements"),
  ]);
  const about = new Map(units.map((unit) => [unit.id, unit]));
  const coming = placements.filter((one) => one.state === "ACCEPTED");
  const expected = await Promise.all(
    coming.map(async (placement) => ({ placement, way: await wayTo(placement, offers) })),
  );
  return {
    profile,
    night: on.night,
    beds: on.beds.map((/** @type {any} */ bed) => ({ ...about.get(bed.unit), ...bed })),
    offers: offers.filter((one) => isOpen(one)),
    expected: expected.sort((a, b) => whenOf(a).localeCompare(whenOf(b))),
    residents: placements.filter((one) => one.state === "ARRIVED"),
  };
}

/** @param {Offer} offer */
function isOpen(offer) {
  const asked = offer.state === "SHELTER_ASKED" || SAID_YES.includes(offer.state);
  return asked && offer.hold_until !== null && new Date(offer.hold_until) > new Date();
}

/**
 * When somebody is expected: by the way that was planned, or else some time on the first day.
 * @param {{placement: Placement, way: Way | null}} one
 */
export function whenOf({ placement, way }) {
  return way ? way.arrive_by : `${placement.nights.first}T23:59:59Z`;
}

/**
 * A house is not told by which offer somebody comes; no two have the same units from the same night on.
 * @param {Placement} placement
 * @param {Offer[]} offers
 * @returns {Promise<Way | null>}
 */
async function wayTo(placement, offers) {
  const took = offers.find(
    (one) =>
      one.state === "TAKEN" &&
      one.nights.first === placement.nights.first &&
      one.units.join() === placement.units.join(),
  );
  return took ? readIfThere(`/offers/${took.id}/way`) : null;
}

/**
 * The codes of some units, as they stand on the doors.
 * @param {string[]} units
 * @param {Bed[]} beds
 */
export function doors(units, beds) {
  return beds.filter((bed) => units.includes(bed.unit)).map((bed) => bed.code).join(", ");
}
