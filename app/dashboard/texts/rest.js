// @ts-check
// What is said beside the frame and the first view: nobody waits for it before she goes there.

import { COUNTRY } from "./country.js";
import { HOUSE } from "./house.js";
import { HOUSE_WORDS } from "./house_words.js";
import { INTAKE } from "./intake.js";
import { OCCUPANCY } from "./occupancy.js";
import { OFFICE } from "./office.js";
import { OFFICE_WORDS } from "./office_words.js";
import { PARTNER } from "./partner.js";
import { PARTNER_WORDS } from "./partner_words.js";
import { PLAN } from "./plan.js";
import { PLAN_WORDS } from "./plan_words.js";
import { PINS } from "./pins.js";
import { REFERRAL } from "./referral.js";
import { REFERRAL_FORM } from "./referral_form.js";
import { REFERRAL_MORE } from "./referral_more.js";
import { REPORTS } from "./reports.js";
import { STAY } from "./stay.js";
import { STAY_AROUND } from "./stay_around.js";
import { STAY_WORDS } from "./stay_words.js";

/** @type {import("../texts.js").Texts} */
export const REST = {
  ...COUNTRY,
  ...HOUSE,
  ...HOUSE_WORDS,
  ...INTAKE,
  ...OCCUPANCY,
  ...OFFICE,
  ...OFFICE_WORDS,
  ...PARTNER,
  ...PARTNER_WORDS,
  ...PLAN,
  ...PLAN_WORDS,
  ...PINS,
  ...REFERRAL,
  ...REFERRAL_FORM,
  ...REFERRAL_MORE,
  ...REPORTS,
  ...STAY,
  ...STAY_AROUND,
  ...STAY_WORDS,
};
