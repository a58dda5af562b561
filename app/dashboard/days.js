// @ts-check
// Nights as the service tells them: local dates without a time, written the reader's way.

import { LOCALE } from "./texts.js";

const DAY_MS = 86_400_000;

/**
 * The date so many days later.
 * @param {string} day
 * @param {number} by
 */
export function after(day, by) {
  return new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 10);
}

/**
 * How many days the second date lies after the first one.
 * @param {string} first
 * @param {string} second
 */
export function between(first, second) {
  return Math.round((Date.parse(second) - Date.parse(first)) / DAY_MS);
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const FORMATS = new Map();

/**
 * A date in words; `how` is what of it is written.
 * @param {string} day
 * @param {import("./texts.js").Language} language
 * @param {Intl.DateTimeFormatOptions} [how]
 */
export function written(day, language, how = { day: "numeric", month: "short", year: "numeric" }) {
  const key = `${language} ${JSON.stringify(how)}`;
  const known = FORMATS.get(key) ?? new Intl.DateTimeFormat(LOCALE[language], { ...how, timeZone: "UTC" });
  FORMATS.set(key, known);
  return known.format(new Date(day));
}

/**
 * A day without its year, for what is near.
 * @param {string} day
 * @param {import("./texts.js").Language} language
 */
export function dayText(day, language) {
  return written(day, language, { day: "numeric", month: "short" });
}

/**
 * The day it is in Oslo, so many days from now.
 * @param {number} [from] days
 */
export function today(from = 0) {
  const at = new Date(Date.now() + 86_400_000 * from);
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Oslo" }).format(at);
}
