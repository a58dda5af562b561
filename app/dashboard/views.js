// @ts-check
// The views of somebody who is signed in. A new view is a line here; the server says what is in it.

import { Account } from "./views/account.js";
import { Alarms } from "./views/alarms.js";
import { Approvals } from "./views/approvals.js";
import { Country } from "./views/country.js";
import { Audit } from "./views/audit.js";
import { House } from "./views/house.js";
import { NewReferral } from "./views/new_referral.js";
import { Now } from "./views/now.js";
import { OwnCase } from "./views/own_case.js";
import { Partner } from "./views/partner.js";
import { Pins } from "./views/pins.js";
import { People } from "./views/people.js";
import { Referral } from "./views/referral.js";
import { ReferralForm } from "./views/referral_form.js";
import { Referrals } from "./views/referrals.js";
import { Occupancy } from "./views/occupancy.js";
import { Stay } from "./views/stay.js";
import { Stays } from "./views/stays.js";
import { Plan } from "./views/plan.js";
import { Roster } from "./views/roster.js";
import { Rules } from "./views/rules.js";
import { Tasks } from "./views/tasks.js";

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
  house: { View: House, roles: ["SHELTER"] },
  partner: { View: Partner, roles: PARTNERS },
  own_case: { View: OwnCase, menu: false },
  approvals: { View: Approvals, roles: ["COORDINATOR", "ADMIN", "POLICE", "FOLLOW_UP"] },
  new_referral: { View: NewReferral, roles: ["COORDINATOR", "ON_CALL"] },
  referrals: { View: Referrals, roles: ["COORDINATOR", "ON_CALL"] },
  referral: { View: Referral, menu: false },
  referral_form: { View: ReferralForm, menu: false },
  stays: { View: Stays, roles: ["COORDINATOR", "ON_CALL", "SHELTER"] },
  stay: { View: Stay, menu: false },
  country: { View: Country, roles: ["COORDINATOR", "ON_CALL"] },
  occupancy: { View: Occupancy, roles: ["COORDINATOR"] },
  plan: { View: Plan, roles: ["COORDINATOR"] },
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
