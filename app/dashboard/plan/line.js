// @ts-check
// One household's line: where she would stay, what became of it since the plan before, and why.

import { Bars } from "../bars.js";
import { worded } from "../texts.js";
import { written } from "../days.js";
import { html, useState } from "../html.js";
import { Word } from "../parts.js";
import { Decision } from "./decision.js";
import { Houses } from "./houses.js";

const TIERS = Object.freeze(["risk", "changes", "wishes", "stability", "services", "stewardship"]);

/**
 * @typedef {import("../app.js").Frame} Frame
 * @typedef {import("./acts.js").Line} Line
 * @typedef {import("./acts.js").Difference} Difference
 * @typedef {import("./acts.js").Came} Came
 */

/**
 * @param {{line: Line | null, difference: Difference | null, most: Record<string, number>,
 *   names: Map<string, string>, chosen: boolean, choose: (yes: boolean) => void, came: Came | undefined,
 *   decide: (act: "accept" | "reject", reason: string) => Promise<void>, frame: Frame}} given
 */
export function PlanLine({ line, difference, most, names, chosen, choose, came, decide, frame }) {
  const { t } = frame;
  const [open, setOpen] = useState(false);
  const name = line?.case ?? difference?.case ?? "";
  const referral = line?.referral ?? difference?.referral;
  const asked = line?.state === "PROPOSED";
  return html`
    <li class="card line">
      <div class="head">
        ${asked &&
        html`
          <label class="pick">
            <input
              type="checkbox"
              autocomplete="off"
              checked=${chosen}
              disabled=${line.changed_since}
              onChange=${(/** @type {any} */ e) => choose(e.currentTarget.checked)}
            />
            <span class="silent-name">${t("planChoose")} ${name}</span>
          </label>
        `}
        <h3>
          <button type="button" class="link" onClick=${() => frame.go("referral", { id: referral })}>${name}</button>
        </h3>
        ${line?.priority &&
        html`<span class="tag"><${Word} word=${line.priority} of="planclass" t=${t} /></span>`}
        ${line?.level && html`<span class="tag"><${Word} word=${line.level} of="level" t=${t} /></span>`}
        ${line && !asked && html`<span class="tag"><${Word} word=${line.state} of="linestate" t=${t} /></span>`}
      </div>
      <div>
        <p><${Where} difference=${difference} line=${line} frame=${frame} /></p>
        ${difference &&
        difference.why.length > 0 &&
        html`<p class="hint">${difference.why.map((word) => worded(t, "planwhy", word)).join(" ")}</p>`}
      </div>
      ${line
        ? html`<button type="button" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>${t("planWhy")}</button>`
        : html`<span></span>`}
      ${line?.changed_since && asked && html`<p class="problem">${t("planStale")}</p>`}
      ${came && html`<${CameOf} came=${came} t=${t} />`}
      ${line &&
      html`
        ${open && html`<${Why} line=${line} most=${most} names=${names} frame=${frame} />`}
        ${open && asked && !line.changed_since && html`<${Decision} id=${line.id} count=${1} decide=${decide} t=${t} />`}
      `}
    </li>
  `;
}

/** @param {{came: Came, t: (key: string) => string}} given */
function CameOf({ came, t }) {
  return html`
    <div class=${came.ok ? "notice" : "problem"} role="status">
      <p>${t(came.text)}</p>
      ${came.rules.length > 0 &&
      html`<ul>${came.rules.map((rule) => html`<li key=${rule}>${ruleText(t, rule)}</li>`)}</ul>`}
    </div>
  `;
}

/** @param {(key: string) => string} t @param {string} rule */
function ruleText(t, rule) {
  const stale = worded(t, "planinput", rule);
  return stale === rule ? worded(t, "rule", rule) : stale;
}

/** @param {{line: Line | null, difference: Difference | null, frame: Frame}} given */
function Where({ line, difference, frame }) {
  const { t, language } = frame;
  const nights = line?.nights ?? difference?.after?.nights;
  const to = line?.code_name ?? difference?.after?.code_name;
  const from = difference?.before?.code_name;
  const moved = from && from !== to;
  return html`
    ${moved && html`<span class="before"><span class="silent-name">${t("planBefore")}</span> ${from}</span> `}
    ${moved && html`<span aria-hidden="true">→</span> `}
    ${to ? html`<strong>${to}</strong>` : html`<strong>${t("planNowhere")}</strong>`}
    ${nights && ` ${written(nights.first, language)} – ${written(nights.to, language)}`}
  `;
}

/** @param {{line: Line, most: Record<string, number>, names: Map<string, string>, frame: Frame}} given */
function Why({ line, most, names, frame }) {
  const { t, language } = frame;
  const [every, setEvery] = useState(false);
  const { costs, other_mode: other } = line;
  return html`
    <div class="why">
      ${line.why && html`<p><${Word} word=${line.why} of="planwhy" t=${t} /></p>`}
      ${line.blocked_by.length > 0 &&
      html`
        <p>${t("planBlockedBy")}</p>
        <ul>${line.blocked_by.map((rule) => html`<li key=${rule}><${Word} word=${rule} of="rule" t=${t} /></li>`)}</ul>
      `}
      ${line.smallest_bars &&
      html`
        <p>${t("planSmallestBars")}</p>
        <ul>${line.smallest_bars.map((rule) => html`<li key=${rule}><${Word} word=${rule} of="rule" t=${t} /></li>`)}</ul>
      `}
      ${line.mode && html`<p>${t("planMode")}: <${Word} word=${line.mode} of="mode" t=${t} /></p>`}
      ${other &&
      html`
        <p>
          ${t("planOtherMode")}: <${Word} word=${other.other} of="mode" t=${t} />
          (${other.other_cost} ${t("planInsteadOf")} ${other.chosen_cost})
        </p>
      `}
      ${line.sensitivity && html`<p><${Word} word=${line.sensitivity} of="sensitivity" t=${t} /></p>`}
      ${line.later.length > 0 &&
      html`
        <p>${t("planLater")}</p>
        <ul>
          ${line.later.map(
            (one) => html`
              <li key=${one.shelter}>
                ${names.get(one.shelter) ?? t("planHouse")} ${written(one.nights.first, language)} –
                ${written(one.nights.to, language)}
              </li>
            `,
          )}
        </ul>
      `}
      ${costs &&
      html`
        <${Bars}
          caption=${t("planCosts")}
          head=${[t("planTier"), t("planValue")]}
          rows=${TIERS.map((tier) => ({ name: worded(t, "tier", tier), value: costs[tier] ?? 0, most: most[tier] ?? 0 }))}
        />
      `}
      ${line.state !== "SET_ASIDE" &&
      html`<button type="button" aria-expanded=${String(every)} onClick=${() => setEvery(!every)}>${t("planHouses")}</button>`}
      ${every && html`<${Houses} line=${line} t=${t} />`}
    </div>
  `;
}
