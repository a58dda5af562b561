// @ts-check
// One referral: the household, the threat as it is told and as it is judged, options, and what is held.

import { noOf } from "../acts.js";
import { call } from "../api.js";
import { read, readAll, useAsked } from "../asking.js";
import { worded } from "../texts.js";
import { Clock } from "../clock.js";
import { html, useEffect, useRef, useState } from "../html.js";
import { useLive } from "../live.js";
import { Moment, Problem } from "../parts.js";
import { Household } from "../referral/household.js";
import { Judging } from "../referral/judging.js";
import { More } from "../referral/more.js";
import { Offers } from "../referral/offers.js";
import { Options } from "../referral/options.js";
import { Threat } from "../referral/threat.js";
import { Refusal } from "../refusal.js";

const SEARCHED = ["RECEIVED", "SEARCHING", "OPTIONS_READY", "NEEDS_INFO", "NO_SAFE_BED", "OFFERED", "TRANSFER"];

/**
 * @param {{frame: import("../app.js").Frame, session: {role: string}, given: {id: string, search?: boolean}}} given
 */
export function Referral({ frame, session, given }) {
  const { t } = frame;
  const ask = () => call("POST", `/referrals/${given.id}/options`);
  // A search changes the case and its offers: where one was asked for, they are read after it and once.
  const [begun] = useState(() => (given.search ? ask() : null));
  const { said: one, problem, reload } = useAsked(async () => {
    await begun;
    return read(`/referrals/${given.id}`);
  }, [given.id]);
  const offers = useAsked(async () => {
    await begun;
    return readAll(`/referrals/${given.id}/offers`, "offers");
  }, [given.id]);
  const [found, setFound] = useState(/** @type {any} */ (null));
  const [no, setNo] = useState(/** @type {import("../acts.js").No | null} */ (null));
  const [searching, setSearching] = useState(false);
  const coordinator = session.role === "COORDINATOR";

  /** @param {Promise<import("../api.js").Answer>} asked */
  async function take(asked) {
    setSearching(true);
    const answer = await asked;
    setSearching(false);
    setNo(answer.ok ? null : noOf(answer));
    setFound(answer.ok ? answer.body : null);
  }

  async function search() {
    await take(ask());
    await changed();
  }

  useEffect(() => {
    if (begun) take(begun);
  }, [begun]);

  // A house answers elsewhere: what is held is read again, and the case only when one of them moved on.
  useLive(["offers"], offers.reload);
  const states = (offers.said ?? []).map((offer) => `${offer.id} ${offer.state}`).join();
  const before = useRef("");
  useEffect(() => {
    if (before.current && before.current !== states) reload();
    before.current = states;
  }, [states]);

  async function changed() {
    await Promise.all([reload(), offers.reload()]);
  }

  if (one === null) {
    return html`
      <h1 tabindex="-1">${t("referral")}</h1>
      <${Problem} t=${t} problem=${problem} />
      ${!problem && html`<p>${t("loading")}</p>`}
    `;
  }
  const stands = !coordinator || "police_involved" in one;
  return html`
    <div class="broad">
      <div class="head">
        <h1 tabindex="-1">${t("referral")} ${one.code_name}</h1>
        <p>
          <span class="tag">${worded(t, "state", one.state)}</span>
          ${one.priority && html`<span class="tag">${worded(t, "priority", one.priority)}</span>`}
          ${t("since")} <${Moment} at=${one.received_at} frame=${frame} />
          ${one.safe_until && html` · ${t("safeUntil")} <${Clock} until=${one.safe_until} frame=${frame} />`}
        </p>
      </div>
      ${one.danger_now === "YES" && html`<p class="problem">${t("call112")}</p>`}
      <div class="two">
        <${Household} one=${one} frame=${frame} />
        <${Judging} one=${one} frame=${frame} changed=${changed} />
      </div>
      ${stands && html`<${Threat} one=${one} frame=${frame} />`}
      <${Offers} offers=${offers.said} problem=${offers.problem} frame=${frame} referral=${one} coordinator=${coordinator} changed=${changed} searchAgain=${search} />
      <${Refusal} no=${no} t=${t} />
      ${SEARCHED.includes(one.state) &&
      html`
        <p>
          <button type="button" class=${found ? "" : "first"} aria-disabled=${searching ? "true" : undefined} onClick=${search}>
            ${found ? t("searchAgain") : t("findPlaces")}
          </button>
        </p>
      `}
      ${searching && html`<p role="status">${t("searchingNow")}</p>`}
      ${found &&
      html`<${Options} found=${found} frame=${frame} coordinator=${coordinator} changed=${changed} searchAgain=${search} />`}
      <${More} one=${one} frame=${frame} coordinator=${coordinator} changed=${changed} />
    </div>
  `;
}
