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
 * @typedef {{met_at: string, met_in_name: string | null, means: string, escort: string, handset: string, if_missing: string,
 *   arrive_by: string, set_out_at: string | null}} Way
 * @typedef {{unit: string, code: string, state: string, kind: string, beds: number, cots: number}} Bed
 * @typedef {{id: string, code_name: string, status: string, version: number, features: any[]}} Profile
 * Somebody who is on the way to the house: with a place of her own, or moving from another house.
 * @typedef {{key: string, units: string[], first: string, by: string | null, brief: Brief | null,
 *   way: Way | null, arrive: string, version: number}} Expected
 * @typedef {{profile: Profile, night: string, beds: Bed[], offers: Offer[], expected: Expected[],
 *   residents: Placement[], leaves: string[]}} Own
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
  const [profile, on, units, offers, placements, moves] = await Promise.all([
    read(path),
    read(`${path}/beds`),
    readAll(`${path}/units`, "units"),
    readAll("/offers", "offers"),
    readAll("/placements", "placements"),
    readAll("/transfers", "transfers"),
  ]);
  const about = new Map(units.map((unit) => [unit.id, unit]));
  const firm = moves.filter((one) => one.state === "FIRM");
  const expected = await Promise.all([
    ...placements
      .filter((one) => one.state === "ACCEPTED")
      .map((one) => withPlace(one, offers)),
    ...firm.filter((one) => one.comes_here).map((one) => moving(one, offers)),
  ]);
  return {
    profile,
    night: on.night,
    beds: on.beds.map((/** @type {any} */ bed) => ({ ...about.get(bed.unit), ...bed })),
    offers: offers.filter((one) => isOpen(one)),
    expected: expected.sort((a, b) => whenOf(a).localeCompare(whenOf(b))),
    residents: placements.filter((one) => one.state === "ARRIVED"),
    leaves: firm.filter((one) => !one.comes_here).map((one) => one.move_by),
  };
}

/** @param {Offer} offer */
function isOpen(offer) {
  const asked = offer.state === "SHELTER_ASKED" || SAID_YES.includes(offer.state);
  return asked && offer.hold_until !== null && new Date(offer.hold_until) > new Date();
}

/**
 * When somebody is expected: by the way that was planned, or else some time on the first day.
 * @param {Expected} one
 */
export function whenOf({ way, by, first }) {
  return way?.arrive_by ?? by ?? `${first}T23:59:59Z`;
}

/**
 * @param {Placement} placement
 * @param {Offer[]} offers
 * @returns {Promise<Expected>}
 */
async function withPlace(placement, offers) {
  const { id, units, nights, brief, version } = placement;
  const took = takenBy(units, nights, offers);
  const arrive = `/placements/${id}/arrive`;
  return { key: id, units, first: nights.first, by: null, brief, way: await wayBy(took), arrive, version };
}

/**
 * @param {any} move
 * @param {Offer[]} offers
 * @returns {Promise<Expected>}
 */
async function moving(move, offers) {
  const took = taken(move.units, offers).find((one) => one.brief !== null);
  const first = took?.nights.first ?? move.move_by.slice(0, 10);
  return {
    key: move.id,
    units: move.units,
    first,
    by: move.move_by,
    brief: took?.brief ?? null,
    way: await wayBy(took),
    arrive: `/transfers/${move.id}/arrive`,
    version: move.version,
  };
}

/**
 * A house is not told by which offer somebody comes: by the last that keeps these units from a night until her
 * first one, which is a later night when she set out later. No two keep the same units in the same night.
 * @param {string[]} units
 * @param {Nights} nights
 * @param {Offer[]} offers
 */
function takenBy(units, nights, offers) {
  return taken(units, offers)
    .filter((one) => one.nights.first <= nights.first && nights.first < one.nights.to)
    .sort((a, b) => b.nights.first.localeCompare(a.nights.first))[0];
}

/**
 * @param {string[]} units
 * @param {Offer[]} offers
 */
function taken(units, offers) {
  return offers.filter((one) => one.state === "TAKEN" && one.units.join() === units.join());
}

/**
 * @param {Offer | undefined} offer
 * @returns {Promise<Way | null>}
 */
async function wayBy(offer) {
  return offer ? readIfThere(`/offers/${offer.id}/way`) : null;
}

/**
 * The codes of some units, as they stand on the doors.
 * @param {string[]} units
 * @param {Bed[]} beds
 */
export function doors(units, beds) {
  return beds.filter((bed) => units.includes(bed.unit)).map((bed) => bed.code).join(", ");
}
