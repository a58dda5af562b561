// @ts-check
// The views of somebody who is signed in. A new view is a line here; the server says what is in it.

import { later } from "./later.js";

const Account = later(async () => (await import("./views/account.js")).Account);
const Alarms = later(async () => (await import("./views/alarms.js")).Alarms);
const Approvals = later(async () => (await import("./views/approvals.js")).Approvals);
const Audit = later(async () => (await import("./views/audit.js")).Audit);
const Country = later(async () => (await import("./views/country.js")).Country);
const House = later(async () => (await import("./views/house.js")).House);
const NewReferral = later(async () => (await import("./views/new_referral.js")).NewReferral);
const Now = later(
  async () => (await import("./views/now.js")).Now,
  async () => {}, // its texts are those that are there at once
);
const Occupancy = later(async () => (await import("./views/occupancy.js")).Occupancy);
const OwnCase = later(async () => (await import("./views/own_case.js")).OwnCase);
const Partner = later(async () => (await import("./views/partner.js")).Partner);
const People = later(async () => (await import("./views/people.js")).People);
const Pins = later(async () => (await import("./views/pins.js")).Pins);
const Plan = later(async () => (await import("./views/plan.js")).Plan);
const Referral = later(async () => (await import("./views/referral.js")).Referral);
const ReferralForm = later(async () => (await import("./views/referral_form.js")).ReferralForm);
const Referrals = later(async () => (await import("./views/referrals.js")).Referrals);
const Reports = later(async () => (await import("./views/reports.js")).Reports);
const Roster = later(async () => (await import("./views/roster.js")).Roster);
const Rules = later(async () => (await import("./views/rules.js")).Rules);
const Stay = later(async () => (await import("./views/stay.js")).Stay);
const Stays = later(async () => (await import("./views/stays.js")).Stays);
const Tasks = later(async () => (await import("./views/tasks.js")).Tasks);

/**
 * A view. `roles` says in whose menu it stands; without it, in everybody's. One that is only reached
 * from another view, such as one referral, stands in no menu (`menu: false`).
 *
 * @typedef {{View: (given: any) => any, roles?: readonly string[], menu?: boolean}} Entry
 */

const PARTNERS = Object.freeze([
  "REFERRER",
  "POLICE",
  "LAWYER",
  "MUNICIPALITY",
  "RETURN_COUNSELLOR",
  "FOLLOW_UP",
]);

/** By name, in the order of the menu; the first one that is theirs is where somebody begins.
 * @type {Record<string, Entry>} */
export const VIEWS = {
  now: { View: Now, roles: ["COORDINATOR", "ON_CALL"] },
  new_referral: { View: NewReferral, roles: ["COORDINATOR", "ON_CALL"] },
  referrals: { View: Referrals, roles: ["COORDINATOR", "ON_CALL"] },
  referral: { View: Referral, menu: false },
  referral_form: { View: ReferralForm, menu: false },
  house: { View: House, roles: ["SHELTER"] },
  partner: { View: Partner, roles: PARTNERS },
  own_case: { View: OwnCase, menu: false },
  stays: { View: Stays, roles: ["COORDINATOR", "ON_CALL", "SHELTER"] },
  stay: { View: Stay, menu: false },
  country: { View: Country, roles: ["COORDINATOR", "ON_CALL"] },
  occupancy: { View: Occupancy, roles: ["COORDINATOR"] },
  plan: { View: Plan, roles: ["COORDINATOR"] },
  reports: { View: Reports, roles: ["COORDINATOR", "STATISTICS"] },
  approvals: { View: Approvals, roles: ["COORDINATOR", "ADMIN", "POLICE", "FOLLOW_UP"] },
  alarms: { View: Alarms, roles: ["COORDINATOR", "ADMIN", "AUDITOR"] },
  tasks: { View: Tasks },
  pins: { View: Pins, roles: ["SHELTER"] },
  rules: { View: Rules, roles: ["COORDINATOR", "AUDITOR"] },
  people: { View: People, roles: ["ADMIN"] },
  roster: { View: Roster, roles: ["COORDINATOR", "ADMIN"] },
  audit: { View: Audit, roles: ["COORDINATOR", "AUDITOR"] },
  account: { View: Account },
};

/**
 * The names that stand in the menu of a role.
 * @param {string} role
 */
export function menuOf(role) {
  return Object.keys(VIEWS).filter((name) => {
    const entry = VIEWS[name];
    return entry && entry.menu !== false && (!entry.roles || entry.roles.includes(role));
  });
}
