// @ts-check
// What a zone is, in words: for the map, for whoever hears it, and for the table.

import { worded } from "../texts.js";

/**
 * @typedef {import("./tiles.js").Zone} Zone
 * @typedef {{zone: string, near_danger: boolean, houses: number, possible: number, reasons: string[]}} ForHer
 */

/** How much is free, as a class and a word. @param {Zone} zone */
export function levelOf(zone) {
  if (zone.houses === 0) return "EMPTY";
  if (zone.free === 0) return "NONE";
  return zone.free <= 2 ? "FEW" : "SEVERAL";
}

/**
 * Why the whole zone is out for her; empty when it is not.
 * @param {Zone} zone
 * @param {Map<string, ForHer> | null} hers
 * @returns {"" | "danger" | "barred"}
 */
export function outWhy(zone, hers) {
  const one = hers?.get(zone.zone);
  if (!one) return "";
  if (one.near_danger) return "danger";
  return one.houses > 0 && one.possible === 0 ? "barred" : "";
}

/**
 * The zone and what is free, in one line.
 * @param {Zone} zone
 * @param {Map<string, ForHer> | null} hers
 * @param {(key: string) => string} t
 */
export function said(zone, hers, t) {
  const where = zone.region ? `, ${worded(t, "region", zone.region)}` : "";
  const free = zone.houses === 0 ? t("countryNoHouse") : `${zone.free} ${t("countryFreeOf")} ${zone.units}`;
  const out = outWhy(zone, hers);
  return `${zone.zone}${where}: ${free}${out ? `; ${worded(t, "zoneout", out)}` : ""}`;
}
