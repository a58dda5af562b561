// @ts-check
// Every text of the page, in bokmål, nynorsk and English: a module of texts for each subject. A text
// that is missing in one of them fails the tests, and so does one that nothing shows. What the frame and
// the first view say is there at once, the rest before any other view is shown.

import { FRAME } from "./texts/frame.js";
import { NOW } from "./texts/now.js";
import { PARTS } from "./texts/parts.js";
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
  ...FRAME,
  ...NOW,
  ...PARTS,
  ...WORDS,
};

/** Every other text as well, from now on. */
export async function allTexts() {
  Object.assign(TEXTS, (await import("./texts/rest.js")).REST);
}

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
