// @ts-check
// Every text of the page, in bokmål, nynorsk and English: a module of texts for each subject. A text
// that is missing in one of them fails the tests, and so does one that nothing shows.

import { COUNTRY } from "./texts/country.js";
import { FRAME } from "./texts/frame.js";
import { HOUSE } from "./texts/house.js";
import { HOUSE_WORDS } from "./texts/house_words.js";
import { INTAKE } from "./texts/intake.js";
import { NOW } from "./texts/now.js";
import { OCCUPANCY } from "./texts/occupancy.js";
import { OFFICE } from "./texts/office.js";
import { OFFICE_WORDS } from "./texts/office_words.js";
import { PARTNER } from "./texts/partner.js";
import { PARTNER_WORDS } from "./texts/partner_words.js";
import { PLAN } from "./texts/plan.js";
import { PLAN_WORDS } from "./texts/plan_words.js";
import { PARTS } from "./texts/parts.js";
import { PINS } from "./texts/pins.js";
import { REFERRAL } from "./texts/referral.js";
import { REFERRAL_FORM } from "./texts/referral_form.js";
import { REFERRAL_MORE } from "./texts/referral_more.js";
import { STAY } from "./texts/stay.js";
import { STAY_AROUND } from "./texts/stay_around.js";
import { STAY_WORDS } from "./texts/stay_words.js";
import { WORDS } from "./texts/words.js";

/**
 * @typedef {"nb" | "nn" | "en"} Language
 * @typedef {Record<string, readonly [nb: string, nn: string, en: string]>} Texts
 */

/** @type {readonly Language[]} */
export const LANGUAGES = ["nb", "nn", "en"];

/** @type {Record<Language, string>} */
export const OWN_NAME = { nb: "Bokmål", nn: "Nynorsk", en: "English" };

/** @type {Record<Language, string>} */
export const LOCALE = { nb: "nb-NO", nn: "nn-NO", en: "en-GB" };

/** @type {Texts} */
export const TEXTS = {
  ...COUNTRY,
  ...FRAME,
  ...HOUSE,
  ...HOUSE_WORDS,
  ...INTAKE,
  ...NOW,
  ...OCCUPANCY,
  ...OFFICE,
  ...OFFICE_WORDS,
  ...PARTNER,
  ...PARTNER_WORDS,
  ...PARTS,
  ...PLAN,
  ...PLAN_WORDS,
  ...PINS,
  ...REFERRAL,
  ...REFERRAL_FORM,
  ...REFERRAL_MORE,
  ...STAY,
  ...STAY_AROUND,
  ...STAY_WORDS,
  ...WORDS,
};

/** @param {string} key */
export function isText(key) {
  return key in TEXTS;
}

/**
 * The text of that key.
 * @param {Language} language
 * @param {string} key
 */
export function text(language, key) {
  const all = TEXTS[key];
  if (!all) throw new Error(`no text ${key}`);
  return all[LANGUAGES.indexOf(language)] ?? "";
}

/**
 * A closed word as text, for where no element may stand; one that the page does not know stays as it is.
 * @param {(key: string) => string} t
 * @param {string} of
 * @param {string} word
 */
export function worded(t, of, word) {
  const key = `${of}.${word}`;
  return isText(key) ? t(key) : word;
}

/** The language that the browser asks for; bokmål when it is none of them. */
export function browserLanguage() {
  const wanted = navigator.languages.find((one) => /^(nb|nn|no|en)\b/.test(one)) ?? "nb";
  return LANGUAGES.find((one) => wanted.startsWith(one)) ?? "nb";
}
