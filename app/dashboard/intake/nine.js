// @ts-check
// The nine questions in their order, with the words to say (domain 6.2, 6.4). Each may stay unknown.

import { Held } from "../fields.js";
import { Radios, Select, Several, YesNo } from "../chooser.js";
import { html } from "../html.js";
import { Line } from "../lines.js";
import { Languages } from "./languages.js";
import { Places } from "./places.js";

const BANDS = ["0-2", "3-6", "7-12", "13-17", "UNKNOWN"];
const GENDERS = ["WOMAN", "MAN", "OTHER", "UNDISCLOSED"];
const FEARS = ["NOT", "LITTLE", "VERY", "FOR_MY_LIFE", "UNKNOWN"];
const TONIGHT = ["MATERNITY", "DIALYSIS", "GP", "EMERGENCY_CLINIC", "HOSPITAL", "MENTAL_HEALTH", "OPIOID_SUBST"];
const INTERPRETERS = ["WOMAN", "MAN", "ANY", "UNKNOWN"];
const CONSENTS = ["GIVEN", "REFUSED", "NOT_ANSWERED"];

/**
 * @typedef {import("./answers.js").Answers} Answers
 * @typedef {{a: Answers, put: (name: keyof Answers, value: any) => void, frame: import("../app.js").Frame}} Asked
 */

/**
 * What a field needs to show an answer and to change it.
 * @param {Answers} a
 * @param {Asked["put"]} put
 * @param {(key: string) => string} t
 */
function holder(a, put, t) {
  return (/** @type {keyof Answers} */ name) => {
    const set = (/** @type {any} */ value) => put(name, value);
    return { name, value: a[name], set, choose: set, t };
  };
}

/** @param {{number: number, title: string, say: string, t: (key: string) => string, children?: unknown}} given */
function Question({ number, title, say, t, children }) {
  return html`
    <section class="question" aria-labelledby=${`q${number}`}>
      <h2 id=${`q${number}`}><span class="number">${number}</span> ${t(title)}</h2>
      <blockquote class="say">${t(say)}</blockquote>
      ${children}
    </section>
  `;
}

/**
 * `calls`: she is on the line, so a code word and a time are agreed with her.
 * @param {Asked & {calls?: boolean}} given
 */
export function Nine({ a, put, frame, calls = true }) {
  const { t } = frame;
  const to = holder(a, put, t);
  return html`
    <${Question} number=${1} title="qDanger" say="qDangerSay" t=${t}>
      <${YesNo} ...${to("danger_now")} label=${t("dangerNow")} />
      ${a.danger_now === "YES" && html`<p class="problem" role="alert">${t("call112")}</p>`}
    <//>
    <${Question} number=${2} title="qContact" say="qContactSay" t=${t}>
      <${YesNo} ...${to("she_calls_back")} label=${t("sheCallsBack")} />
      <${YesNo} ...${to("message_ok")} label=${t("messageOk")} />
      <div class="row">
        <${Held} ...${to("safe_until")} label=${t("safeUntil")} type="time" small />
        ${calls &&
        html`
          <${Held} ...${to("code_word")} label=${t("codeWord")} maxlength=${20} small />
          <${Held} ...${to("call_back")} label=${t("callBackAt")} type="time" small />
        `}
      </div>
    <//>
    <${Question} number=${3} title="qPeople" say="qPeopleSay" t=${t}>
      <${Held} ...${to("adults")} label=${t("adultsHowMany")} type="number" min=${0} max=${10} small />
      <fieldset class="choice">
        <legend>${t("children")}</legend>
        <div class="row">
          ${BANDS.map(
            (band) => html`
              <${Held}
                key=${band}
                name=${`children-${band}`}
                label=${band === "UNKNOWN" ? t("childAgeUnknown") : band}
                type="number"
                min=${0}
                max=${10}
                small
                value=${a.children[band] ?? ""}
                set=${(/** @type {string} */ many) => put("children", { ...a.children, [band]: many })}
              />
            `,
          )}
        </div>
      </fieldset>
      <${Radios} ...${to("gender")} label=${t("genderOfAdults")} of="gender" words=${GENDERS} />
      <${YesNo} ...${to("women_only")} label=${t("womenOnly")} />
      <${YesNo} ...${to("apparent_minor")} label=${t("apparentMinor")} hint=${t("apparentMinorHint")} />
    <//>
    <${Question} number=${4} title="qWhere" say="qWhereSay" t=${t}>
      <${Places} ...${to("where_now")} label=${t("whereNow")} hint=${t("noStreet")} most=${1} />
    <//>
    <${Question} number=${5} title="qPlaces" say="qPlacesSay" t=${t}>
      <${Places} ...${to("his")} label=${t("hisPlaces")} />
      <${Places} ...${to("known_there")} label=${t("knownThere")} />
      <${Places} ...${to("not_there")} label=${t("notThere")} hint=${t("noReasonAsked")} />
      <${YesNo} ...${to("nationwide")} label=${t("nationwide")} />
    <//>
    <${Question} number=${6} title="qFear" say="qFearSay" t=${t}>
      <${Radios} ...${to("self_fear")} label=${t("selfFear")} of="fear" words=${FEARS} />
      <${YesNo} ...${to("knows_location")} label=${t("knowsLocation")} />
      <${YesNo} ...${to("organised")} label=${t("organised")} />
      <${YesNo} ...${to("phone_tracked")} label=${t("phoneTracked")} />
    <//>
    <${Question} number=${7} title="qMust" say="qMustSay" t=${t}>
      <${YesNo} ...${to("must_known")} label=${t("mustKnown")} />
      ${a.must_known === "YES" &&
      html`
        <${YesNo} ...${to("wheelchair")} label=${t("wheelchair")} />
        <${YesNo} ...${to("acute_psychosis")} label=${t("acutePsychosis")} />
        <${YesNo} ...${to("pets")} label=${t("pets")} />
        <${Several} ...${to("services")} label=${t("servicesTonight")} of="service" words=${TONIGHT} />
      `}
    <//>
    <${Question} number=${8} title="qLanguage" say="qLanguageSay" t=${t}>
      <${Languages} name="languages" label=${t("languages")} value=${a.languages} set=${(/** @type {string[]} */ v) => put("languages", v)} frame=${frame} />
      <${YesNo} ...${to("reads")} label=${t("reads")} />
      <${Radios} ...${to("interpreter")} label=${t("interpreter")} of="interpreter" words=${INTERPRETERS} />
    <//>
    <${Question} number=${9} title="qConsent" say="qConsentSay" t=${t}>
      <${Radios} ...${to("search")} label=${t("consentSearch")} of="consent" words=${CONSENTS} />
      <${Radios} ...${to("tell_shelter")} label=${t("consentTell")} of="consent" words=${CONSENTS} />
    <//>
  `;
}

/** What may be asked after the nine; it may raise or lower the level that was assumed. @param {Asked} given */
export function AfterNine({ a, put, frame }) {
  const { t } = frame;
  const to = holder(a, put, t);
  return html`
    <section class="question" aria-labelledby="after">
      <h2 id="after">${t("afterNine")}</h2>
      <p class="hint">${t("afterNineWhy")}</p>
      <${YesNo} ...${to("threat_to_kill")} label=${t("threatToKill")} />
      <${YesNo} ...${to("serious_violence")} label=${t("seriousViolence")} />
      <${YesNo} ...${to("searching")} label=${t("searchingForHer")} />
      <${YesNo} ...${to("reported")} label=${t("reported")} hint=${t("reportedHint")} />
      <${Line} ...${to("note")} label=${t("oneLine")} most=${140} />
    </section>
  `;
}

/** Who calls; somebody else must say whether she knows. @param {Asked} given */
export function Caller({ a, put, frame }) {
  const { t } = frame;
  const to = holder(a, put, t);
  return html`
    <section class="question" aria-labelledby="caller">
      <h2 id="caller">${t("whoCalls")}</h2>
      <blockquote class="say">${t("openingSay")}</blockquote>
      <${Select} ...${to("referrer_kind")} label=${t("whoCallsLabel")} of="referrer" words=${REFERRERS} />
      ${a.referrer_kind !== "SELF" &&
      html`
        <${YesNo} ...${to("she_knows")} label=${t("sheKnows")} />
        ${a.she_knows !== "YES" && html`<p class="notice">${t("noSearchWithoutHer")}</p>`}
      `}
    </section>
  `;
}

export const REFERRERS = [
  "SELF", "POLICE", "LAWYER", "EMERGENCY_CLINIC", "OUTREACH_NADHEIM", "OUTREACH_PRO", "NOAS", "RECEPTION",
  "UDI", "CHILD_WELFARE", "HEALTH", "NAV", "CRISIS_CENTRE", "HOTLINE", "PRIVATE", "FAITH", "OTHER",
];
