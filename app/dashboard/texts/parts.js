// @ts-check
// Texts of the parts that views share: bokmål, nynorsk, English.

/** @type {import("../texts.js").Texts} */
export const PARTS = {
  notAsked: ["Ikke spurt", "Ikkje spurt", "Not asked"],

  "answer.YES": ["Ja", "Ja", "Yes"],
  "answer.NO": ["Nei", "Nei", "No"],
  "answer.UNKNOWN": ["Vet ikke", "Veit ikkje", "Not known"],
};
