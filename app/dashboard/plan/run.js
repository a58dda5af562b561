// @ts-check
// How a run went: what it does now, and what is proven of each tier.

import { Day } from "../fields.js";
import { html } from "../html.js";
import { Moment, Word } from "../parts.js";
import { Table } from "../table.js";

const KEEPS = "NO_BETTER_BED";
const NOT_WITHOUT = Object.freeze([KEEPS, "NOT_YET"]);
const STEPS = Object.freeze(["READING", "THINKING", "STORING"]);

/**
 * @typedef {import("../app.js").Frame} Frame
 * @typedef {import("./follow.js").Run} Run
 */

/**
 * `lines` once they are there: who keeps the place she has, or needs one later, is not without one.
 * @param {{run: Run, lines: import("./acts.js").Line[] | null, frame: Frame}} given
 */
export function RunHead({ run, lines, frame }) {
  const { t } = frame;
  return html`
    <dl class="facts">
      <dt>${t("planNight")}</dt>
      <dd><${Day} on=${run.night} frame=${frame} /></dd>
      <dt>${t("planMade")}</dt>
      <dd><${Moment} at=${run.finished_at ?? run.started_at} frame=${frame} /></dd>
      <dt>${t("planState")}</dt>
      <dd><strong><${Word} word=${run.state} of="planstate" t=${t} /></strong></dd>
      <dt>${t("planPlaced")}</dt>
      <dd>${run.placed}</dd>
      ${lines &&
      html`
        <dt>${t("planUnplaced")}</dt>
        <dd>${lines.filter((one) => one.state === "UNPLACED" && !NOT_WITHOUT.includes(one.why ?? "")).length}</dd>
        <dt>${t("planKeeps")}</dt>
        <dd>${lines.filter((one) => one.why === KEEPS).length}</dd>
      `}
      ${run.set_aside > 0 && html`<dt>${t("planAside")}</dt><dd>${run.set_aside}</dd>`}
    </dl>
  `;
}

/** @param {{run: Run, frame: Frame}} given */
export function Progress({ run, frame }) {
  const { t } = frame;
  const at = STEPS.indexOf(run.step ?? "");
  return html`
    <div class="progress" role="status">
      <p>${t("planRunning")} <strong><${Word} word=${run.step ?? "READING"} of="planstep" t=${t} /></strong></p>
      <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect class="bar-ground" x="0" y="3" width="100" height="4" rx="2" />
        <rect class="bar-value" x="0" y="1" width=${(100 * (at + 1)) / (STEPS.length + 1)} height="8" rx="1" />
      </svg>
    </div>
  `;
}

/**
 * Value and bound of each tier; where they are equal no plan can be better.
 * @param {{run: Run, frame: Frame}} given
 */
export function Tiers({ run, frame }) {
  const { t } = frame;
  const tiers = [...run.tiers, ...run.moves.map((one) => ({ ...one, later: true }))];
  return html`
    <details class="proof">
      <summary>
        ${tiers.every((one) => one.proven) ? t("planAllProven") : t("planNotAllProven")}
      </summary>
      <${Table}
        name="plan-tiers"
        caption=${t("planTiers")}
        head=${[t("planTier"), t("planValue"), t("planBound"), t("planProof")]}
        rows=${tiers.map((one, number) => ({
          key: `${number}`,
          cells: [
            html`<${Word} word=${one.name} of="plantier" t=${t} />${"later" in one ? ` (${t("planSecondPass")})` : ""}`,
            one.value,
            one.bound,
            one.proven ? t("planProven") : t("planOpen"),
          ],
        }))}
      />
    </details>
  `;
}
