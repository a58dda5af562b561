// @ts-check
// What was asked of houses for her, from the hold to her yes: one next act at a time.

import { at, useActs } from "../acts.js";
import { worded } from "../texts.js";
import { Select } from "../chooser.js";
import { Clock } from "../clock.js";
import { dayText } from "../days.js";
import { html, useState } from "../html.js";
import { OneLanguage } from "../intake/languages.js";
import { Problem } from "../parts.js";
import { Refusal } from "../refusal.js";
import { Way } from "./way.js";

const REFUSALS = ["FULL", "GENDER", "CHILD_AGE", "ACCESSIBILITY", "STAFFING", "SECURITY_NOT_ENOUGH", "SUBSTANCE", "HEALTH", "STATUS_RULE", "OTHER"];
const DECLINES = ["NOT_SAID", "TOO_FAR", "TOO_NEAR", "NOT_SAFE", "WITH_FRIENDS", "RULES", "CHILDREN_SCHOOL", "WORK_MONEY", "WITH_PARTNER", "NO_TRUST", "NOT_READY", "OTHER"];
const WAYS = ["SPOKEN", "AUDIO", "TEXT", "PICTOGRAM"];
const HELD = ["SHELTER_ASKED", "SHELTER_YES", "SHOWN"];

/**
 * @typedef {import("../app.js").Frame} Frame
 * @param {{offers: any[] | null, problem: string, frame: Frame, referral: any, coordinator: boolean,
 *   changed: () => void, searchAgain: () => void}} given
 */
export function Offers({ offers, problem, frame, referral, coordinator, changed, searchAgain }) {
  const { t } = frame;
  const open = (offers ?? []).filter((one) => HELD.includes(one.state) || one.state === "TAKEN");
  const over = (offers ?? []).filter((one) => ["SHELTER_NO", "DECLINED", "EXPIRED", "RELEASED"].includes(one.state));
  return html`
    <${Problem} t=${t} problem=${problem} />
    ${open.length > 0 &&
    html`
      <section aria-labelledby="asked">
        <h2 id="asked">${t("askedAndHeld")}</h2>
        <div class="options">
          ${open.map((one) => html`<${Offer} key=${one.id} one=${one} frame=${frame} changed=${changed} searchAgain=${searchAgain} />`)}
        </div>
      </section>
    `}
    ${over.length > 0 && html`<${Over} some=${over} frame=${frame} referral=${referral} coordinator=${coordinator} changed=${changed} searchAgain=${searchAgain} />`}
  `;
}

/**
 * What came to nothing. Her no may be taken back by her; a house's no for good is looked at by somebody.
 * @param {{some: any[], frame: Frame, referral: any, coordinator: boolean, changed: () => void, searchAgain: () => void}} given
 */
function Over({ some, frame, referral, coordinator, changed, searchAgain }) {
  const { t } = frame;
  const { no, act } = useActs(frame);

  /** @param {any} one */
  async function askAgain(one) {
    const done = await act("POST", `/referrals/${referral.id}/declines/${one.shelter}/lift`, undefined, { version: at(referral.version), said: "askedAgainSaid" });
    if (done) {
      changed();
      searchAgain();
    }
  }

  /**
   * @param {any} one
   * @param {"STANDS" | "LIFTED"} found
   */
  async function review(one, found) {
    if (await act("POST", `/offers/${one.id}/refusal-review`, { found }, { said: "noReviewed" })) changed();
  }

  return html`
    <details class="card">
      <summary>${t("offersOver")} (${some.length})</summary>
      <${Refusal} no=${no} t=${t} />
      <ul class="plain">
        ${some.map(
          (one) => html`
            <li key=${one.id} class="line">
              <span>
                <strong>${one.code_name}</strong>: ${worded(t, "offer", one.state)}
                ${one.refusal_reason ? ` (${worded(t, "refusal", one.refusal_reason)})` : ""}
                ${one.decline_reason && one.decline_reason !== "NOT_SAID" ? ` (${worded(t, "decline", one.decline_reason)})` : ""}
              </span>
              ${one.state === "DECLINED" && html`<button type="button" class="link" onClick=${() => askAgain(one)}>${t("sheAsksAgain")}</button>`}
              ${coordinator &&
              one.state === "SHELTER_NO" &&
              html`
                <span class="acts">
                  <button type="button" class="link" onClick=${() => review(one, "STANDS")}>${t("noStands")}</button>
                  <button type="button" class="link" onClick=${() => review(one, "LIFTED")}>${t("noLifted")}</button>
                </span>
              `}
            </li>
          `,
        )}
      </ul>
    </details>
  `;
}

/** @param {{one: any, frame: Frame, changed: () => void, searchAgain: () => void}} given */
function Offer({ one, frame, changed, searchAgain }) {
  const { t, language } = frame;
  const { no, busy, act } = useActs(frame);
  const [asked, setAsked] = useState("");
  const [reason, setReason] = useState("");

  /**
   * @param {string} what
   * @param {object | undefined} body
   * @param {string} told
   */
  async function go(what, body, told) {
    const done = await act("POST", `/offers/${one.id}/${what}`, body, { version: at(one.version), said: told });
    if (!done) return;
    setAsked("");
    changed();
    if (what === "decline" || (what === "answer" && /** @type {any} */ (body).yes === false)) searchAgain();
  }
  const off = busy ? "true" : undefined;

  return html`
    <article class="card option" aria-labelledby=${`h-${one.id}`}>
      <h3 id=${`h-${one.id}`}>${one.code_name} <small>${worded(t, "region", one.region)}</small></h3>
      <p class="tag">${worded(t, "offer", one.state)}</p>
      <p>${dayText(one.nights.first, language)} – ${dayText(one.nights.to, language)}</p>
      ${one.hold_until && html`<p>${t("heldFor")}: <${Clock} until=${one.hold_until} frame=${frame} /></p>`}
      <${Refusal} no=${no} t=${t} />
      ${one.state === "TAKEN" && html`<${Way} offer=${one} frame=${frame} changed=${changed} />`}
      <div class="acts column">
        ${one.state === "SHELTER_ASKED" &&
        html`
          <p>${t("waitsForHouse")}</p>
          <button type="button" class="first" aria-disabled=${off} onClick=${() => go("answer", { yes: true }, "houseYesSaid")}>${t("houseYes")}</button>
          <button type="button" aria-expanded=${asked === "house"} onClick=${() => setAsked(asked === "house" ? "" : "house")}>${t("houseNo")}</button>
          ${asked === "house" &&
          html`
            <${Select} name=${`no-${one.id}`} label=${t("reasonOfHouse")} of="refusal" words=${REFUSALS} value=${reason} choose=${setReason} empty=${t("pickOne")} t=${t} />
            <button type="button" disabled=${!reason} onClick=${() => go("answer", { yes: false, reason }, "houseNoSaid")}>${t("recordNo")}</button>
          `}
        `}
        ${one.state === "SHELTER_YES" && html`<${Show} one=${one} frame=${frame} off=${off} go=${go} />`}
        ${one.state === "SHOWN" &&
        html`<button type="button" class="first" aria-disabled=${off} onClick=${() => go("accept", undefined, "acceptedSaid")}>${t("sheSaysYes")}</button>`}
        ${HELD.includes(one.state) &&
        html`
          <button type="button" aria-expanded=${asked === "her"} onClick=${() => setAsked(asked === "her" ? "" : "her")}>${t("sheSaysNo")}</button>
          ${asked === "her" &&
          html`
            <p class="hint">${t("noReasonNeeded")}</p>
            <${Select} name=${`decline-${one.id}`} label=${t("ifSheSays")} of="decline" words=${DECLINES} value=${reason || "NOT_SAID"} choose=${setReason} t=${t} />
            <button type="button" onClick=${() => go("decline", { reason: DECLINES.includes(reason) ? reason : "NOT_SAID" }, "herNoSaid")}>${t("recordNo")}</button>
          `}
          <button type="button" class="link" onClick=${() => go("release", undefined, "releasedSaid")}>${t("releaseHold")}</button>
        `}
        ${one.placement &&
        html`<button type="button" class="first" onClick=${() => frame.go("stay", { id: one.placement })}>${t("toStay")}</button>`}
      </div>
    </article>
  `;
}

/**
 * She is told of it, in which language and how.
 * @param {{one: any, frame: Frame, off: string | undefined, go: (what: string, body: object | undefined, told: string) => void}} given
 */
function Show({ one, frame, off, go }) {
  const { t } = frame;
  const [way, setWay] = useState("SPOKEN");
  const [language, setLanguage] = useState("nob");
  return html`
    <p>${t("showWhy")}</p>
    <${OneLanguage} name=${`tongue-${one.id}`} label=${t("inLanguage")} value=${language} set=${setLanguage} frame=${frame} />
    <${Select} name=${`way-${one.id}`} label=${t("howTold")} of="told" words=${WAYS} value=${way} choose=${setWay} t=${t} />
    <button type="button" class="first" aria-disabled=${off} onClick=${() => go("show", { language, way }, "shownSaid")}>${t("showedHer")}</button>
  `;
}
