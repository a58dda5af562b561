// @ts-check
// The options of this minute side by side, in the order of the service, and why every other house is barred.

import { at, useActs } from "../acts.js";
import { Refusal } from "../refusal.js";
import { worded } from "../texts.js";
import { Select } from "../chooser.js";
import { html, useState } from "../html.js";
import { Bars } from "../bars.js";
import { between, dayText } from "../days.js";
import { Barred } from "./barred.js";
import { Ladder } from "./ladder.js";
import { Assumed, said } from "./assumed.js";

const TIERS = ["risk", "changes", "wishes", "stability", "services", "stewardship"];
export const CHOICES = [
  "HER_WISH", "SAFER", "SERVICES", "CHILDREN", "LANGUAGE", "LONGER_STAY", "QUICKER", "ONLY_ONE", "NO_DIFFERENCE", "OTHER",
];

/**
 * @typedef {import("../app.js").Frame} Frame
 * @param {{found: any, frame: Frame, coordinator: boolean, changed: () => void, searchAgain: () => void}} given
 */
export function Options({ found, frame, coordinator, changed, searchAgain }) {
  const { t } = frame;
  const all = [...found.options, ...found.call_first];
  const ties = found.options.length > 1 && new Set(found.options.map((/** @type {any} */ one) => JSON.stringify(one.costs))).size === 1;
  return html`
    <section aria-labelledby="options">
      <h2 id="options">${t("options")}</h2>
      <p class=${found.result === "OPTIONS" ? "outcome" : "outcome warned"} role="status">
        ${worded(t, "result", found.result)}
      </p>
      ${found.next_steps.includes("PHONE_PLAN_BEFORE_TRAVEL") && html`<p class="warned">${t("phonePlan")}</p>`}
      ${ties && html`<p>${t("optionsTie")}</p>`}
      ${found.result === "NO_SAFE_BED" && html`<${Ladder} found=${found} frame=${frame} />`}
      <${Assumed} id=${found.referral} assumed=${found.assumed} frame=${frame} />
      <div class="options">
        ${found.options.map(
          (/** @type {any} */ one, /** @type {number} */ n) => html`
            <${Option} key=${one.offer} one=${one} letter=${"ABC"[n]} all=${all} frame=${frame} coordinator=${coordinator} changed=${changed} searchAgain=${searchAgain} />
          `,
        )}
      </div>
      ${found.call_first.length > 0 &&
      html`
        <h3 class="apart">${t("callFirst")}</h3>
        <p>${t("callFirstWhy")}</p>
        <div class="options">
          ${found.call_first.map(
            (/** @type {any} */ one, /** @type {number} */ n) => html`
              <${Option} key=${one.offer} one=${one} letter=${"DEF"[n]} all=${all} frame=${frame} coordinator=${coordinator} changed=${changed} searchAgain=${searchAgain} />
            `,
          )}
        </div>
      `}
      ${coordinator && html`<${Barred} barred=${found.barred} frame=${frame} />`}
    </section>
  `;
}

/**
 * @param {{one: any, letter: string | undefined, all: any[], frame: Frame, coordinator: boolean,
 *   changed: () => void, searchAgain: () => void}} given
 */
function Option({ one, letter, all, frame, coordinator, changed, searchAgain }) {
  const { t, language } = frame;
  const [reason, setReason] = useState("");
  const [asking, setAsking] = useState("");
  const { no, busy, act } = useActs(frame);
  const call = one.call_first === true || (Array.isArray(one.call_first) && one.call_first.length > 0);
  const rules = Array.isArray(one.call_first) ? one.call_first : [];

  /** @param {"hold" | "telephone-yes"} what */
  async function choose(what) {
    if (!reason) return setAsking("chooseReason");
    setAsking("");
    const body = { reason };
    const done = await act("POST", `/offers/${one.offer}/${what}`, body, {
      version: at(one.version),
      said: what === "hold" ? "heldNow" : "yesRecorded",
    });
    if (done) changed();
  }

  async function herNo() {
    if (await act("POST", `/offers/${one.offer}/decline`, { reason: "NOT_SAID" }, { version: at(one.version), said: "herNoSaid" })) {
      changed();
      searchAgain();
    }
  }

  return html`
    <article class="card option" aria-labelledby=${`o-${one.offer}`}>
      <h3 id=${`o-${one.offer}`}>
        <span class="number">${letter}</span> ${one.code_name}
        <small>${worded(t, "region", one.region)} · ${worded(t, "house", one.kind)}</small>
      </h3>
      <p>
        ${between(one.nights.first, one.nights.to)} ${t("nights")}${" "}
        (${dayText(one.nights.first, language)} – ${dayText(one.nights.to, language)})${one.mode ? ` · ${worded(t, "mode", one.mode)}` : ""}
        ${one.units > 1 && html` · ${one.units} ${t("units")}`}
      </p>
      ${one.ask_her && html`<p>${t("askHerMode")}</p>`}
      ${one.sensitivity && html`<p class=${`tag ${one.sensitivity.toLowerCase()}`}>${worded(t, "sensitivity", one.sensitivity)}</p>`}
      ${rules.length > 0 &&
      html`
        <h4>${t("askTheHouse")}</h4>
        <ul>${rules.map((/** @type {string} */ rule) => html`<li key=${rule}>${worded(t, "rule", rule)}</li>`)}</ul>
      `}
      <h4>${t("whyThis")}</h4>
      <ul>${one.why.map((/** @type {any} */ word) => html`<li key=${word.code}>${said(word, language)}</li>`)}</ul>
      ${one.assumed.length > 0 &&
      html`
        <h4>${t("assumedHere")}</h4>
        <ul>${one.assumed.map((/** @type {any} */ word) => html`<li key=${word.code}>${said(word, language)}</li>`)}</ul>
      `}
      ${one.costs &&
      html`
        <${Bars}
          caption=${t("costs")}
          head=${[t("tier"), t("points")]}
          rows=${TIERS.map((tier) => ({
            name: worded(t, "tier", tier),
            value: one.costs[tier],
            most: Math.max(...all.map((other) => other.costs?.[tier] ?? 0)),
          }))}
        />
      `}
      <details>
        <summary>${t("sayToHer")}</summary>
        <ul class="say">${one.to_say.map((/** @type {any} */ word) => html`<li key=${word.code}>${said(word, language)}</li>`)}</ul>
        ${one.duties && html`<p class="said">${t("duties")}: ${one.duties}</p>`}
      </details>
      <div class="acts column">
        <${Select}
          name=${`reason-${one.offer}`}
          label=${t("choiceReason")}
          of="choice"
          words=${CHOICES}
          value=${reason}
          choose=${(/** @type {string} */ word) => {
            setReason(word);
            setAsking("");
          }}
          empty=${t("pickOne")}
          t=${t}
        />
        <p class=${asking ? "problem" : "silent"} role="alert">${asking ? t(asking) : ""}</p>
        <${Refusal} no=${no} t=${t} />
        ${!call &&
        html`<button type="button" class="first" aria-disabled=${busy ? "true" : undefined} onClick=${() => choose("hold")}>${t("holdAndAsk")}</button>`}
        <button type="button" class=${call ? "first" : ""} aria-disabled=${busy ? "true" : undefined} onClick=${() => choose("telephone-yes")}>
          ${t("telephoneYes")}
        </button>
        <button type="button" class="link" onClick=${herNo}>${t("sheSaysNo")}</button>
        ${no?.text === "problem.offer-stale" && html`<button type="button" class="link" onClick=${searchAgain}>${t("searchAgain")}</button>`}
      </div>
    </article>
  `;
}
