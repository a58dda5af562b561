// @ts-check
// What she answered, as the service takes it. What is not known is left out, and counts as the worse.

/**
 * @typedef {{code: string, name: string}} Place
 * @typedef {{
 *   referrer_kind: string, she_knows: string,
 *   danger_now: string,
 *   she_calls_back: string, message_ok: string, safe_until: string, code_word: string, call_back: string,
 *   adults: string, children: Record<string, string>, gender: string, women_only: string, apparent_minor: string,
 *   where_now: Place[],
 *   his: Place[], known_there: Place[], not_there: Place[], nationwide: string,
 *   self_fear: string, knows_location: string, organised: string, phone_tracked: string,
 *   must_known: string, wheelchair: string, services: string[], acute_psychosis: string, pets: string,
 *   languages: string[], reads: string, interpreter: string,
 *   search: string, tell_shelter: string,
 *   threat_to_kill: string, serious_violence: string, searching: string, reported: string,
 *   note: string,
 * }} Answers
 */

const UNKNOWN = "UNKNOWN";

/** Nothing was asked yet. @type {Answers} */
export const UNASKED = {
  referrer_kind: "SELF",
  she_knows: UNKNOWN,
  danger_now: UNKNOWN,
  she_calls_back: UNKNOWN,
  message_ok: UNKNOWN,
  safe_until: "",
  code_word: "",
  call_back: "",
  adults: "",
  children: {},
  gender: "UNDISCLOSED",
  women_only: UNKNOWN,
  apparent_minor: UNKNOWN,
  where_now: [],
  his: [],
  known_there: [],
  not_there: [],
  nationwide: UNKNOWN,
  self_fear: UNKNOWN,
  knows_location: UNKNOWN,
  organised: UNKNOWN,
  phone_tracked: UNKNOWN,
  must_known: UNKNOWN,
  wheelchair: UNKNOWN,
  services: [],
  acute_psychosis: UNKNOWN,
  pets: UNKNOWN,
  languages: [],
  reads: UNKNOWN,
  interpreter: UNKNOWN,
  search: "NOT_ANSWERED",
  tell_shelter: "NOT_ANSWERED",
  threat_to_kill: UNKNOWN,
  serious_violence: UNKNOWN,
  searching: UNKNOWN,
  reported: UNKNOWN,
  note: "",
};

/**
 * The next moment at which a clock here shows this.
 * @param {string} clock HH:MM
 * @param {Date} now
 */
export function nextTime(clock, now) {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  const moment = new Date(now);
  moment.setHours(hours, minutes, 0, 0);
  if (moment <= now) moment.setDate(moment.getDate() + 1);
  return moment.toISOString();
}

/**
 * The call as one request holds it.
 * @param {Answers} a
 * @param {string} call an id made here, so that sending it twice is one case
 * @param {number} revision counts up each time it is sent
 * @param {Date} now
 */
export function bodyOf(a, call, revision, now) {
  const none = a.must_known === "NO";
  const places = [...a.his, ...a.known_there, ...a.not_there];
  return {
    call,
    revision,
    answers: {
      referrer_kind: a.referrer_kind,
      she_knows: a.she_knows,
      danger_now: a.danger_now,
      safe_contact: {
        she_calls_back: a.she_calls_back,
        message_ok: a.message_ok,
        ...(a.safe_until && { safe_until: nextTime(a.safe_until, now) }),
      },
      people: {
        ...(a.adults !== "" && { adults: Number(a.adults) }),
        children: Object.entries(a.children).flatMap(([band, many]) => Array(Number(many) || 0).fill(band)),
        gender: a.gender,
        women_only: a.women_only,
        apparent_minor: a.apparent_minor,
      },
      ...(a.where_now[0] && { where_now: a.where_now[0].code }),
      places_to_avoid: {
        known: places.length > 0 ? "YES" : UNKNOWN,
        his: codes(a.his),
        where_i_am_known: codes(a.known_there),
        not_there: codes(a.not_there),
        nationwide: a.nationwide,
      },
      fear: {
        self_fear: a.self_fear,
        knows_location: a.knows_location,
        organised: a.organised,
        phone_tracked: a.phone_tracked,
      },
      must_have: none
        ? { known: "YES", wheelchair: "NO", acute_psychosis: "NO", pets: "NO" }
        : {
            known: a.must_known,
            wheelchair: a.wheelchair,
            services: a.services,
            acute_psychosis: a.acute_psychosis,
            pets: a.pets,
          },
      language: {
        ...(a.languages.length > 0 && { languages: a.languages }),
        reads: a.reads,
        interpreter_gender: a.interpreter,
      },
      consent: { search: a.search, tell_shelter: a.tell_shelter },
    },
    threat_to_kill: a.threat_to_kill,
    serious_violence: a.serious_violence,
    searching: a.searching,
    reported: a.reported,
    ...(a.code_word && { code_word: a.code_word }),
    ...(a.call_back && { call_back_at: nextTime(a.call_back, now) }),
    ...(a.note.trim() && { note: a.note.trim() }),
  };
}

/** @param {Place[]} places */
function codes(places) {
  return places.map((one) => one.code);
}

/**
 * The numbers of the nine questions to which nothing at all is known yet.
 * @param {Answers} a
 * @returns {number[]}
 */
export function unanswered(a) {
  const known = [
    a.danger_now !== UNKNOWN,
    a.she_calls_back !== UNKNOWN || a.message_ok !== UNKNOWN || a.safe_until !== "",
    a.adults !== "",
    a.where_now.length > 0,
    a.his.length + a.known_there.length + a.not_there.length > 0 || a.nationwide !== UNKNOWN,
    a.self_fear !== UNKNOWN,
    a.must_known !== UNKNOWN,
    a.languages.length > 0,
    a.search !== "NOT_ANSWERED",
  ];
  return known.flatMap((one, n) => (one ? [] : [n + 1]));
}
