// @ts-check
// Deciding lines of a plan: one request for each, so that one that is refused keeps no other back.

import { call } from "../api.js";
import { problemText } from "../parts.js";

/**
 * @typedef {{id: string, run: string, referral: string, case: string, state: string,
 *   priority: string | null, level: string | null, shelter: string | null, code_name: string | null,
 *   units: string[], nights: {first: string, to: string} | null, mode: string | null,
 *   later: {shelter: string, nights: {first: string, to: string}}[],
 *   costs: Record<string, number> | null, sensitivity: string | null,
 *   other_mode: {chosen: string, chosen_cost: number, other: string, other_cost: number} | null,
 *   why: string | null, blocked_by: string[], smallest_bars: string[] | null, changed_since: boolean, version: number}} Line
 * @typedef {{first: string, to: string}} Nights
 * @typedef {{referral: string, case: string, what: string, why: string[],
 *   before: {shelter: string, code_name: string, nights: Nights} | null,
 *   after: {shelter: string, code_name: string, nights: Nights} | null}} Difference
 * @typedef {{ok: boolean, text: string, rules: string[]}} Came
 * @typedef {"accept" | "reject"} Act
 */

/** Why a person decides as she does. */
export const REASONS = Object.freeze(["AS_PROPOSED", "HER_WISH", "SAFER", "HOUSE_SAID", "NEW_FACTS", "BY_HAND", "WAIT"]);

/**
 * What came of it, for each line by its id, told as soon as it is known.
 *
 * @param {readonly Line[]} lines
 * @param {Act} act
 * @param {string} reason
 * @param {(line: string, came: Came) => void} told
 */
export async function decide(lines, act, reason, told) {
  for (const line of lines) {
    const answer = await call("POST", `/proposals/${line.id}/${act}`, { reason }, { version: `"${line.version}"` });
    const done = act === "accept" ? "planHeld" : "planRejected";
    told(line.id, {
      ok: answer.ok,
      text: answer.ok ? done : problemText(answer),
      rules: answer.ok ? [] : (answer.body?.rules ?? []),
    });
  }
}
