// @ts-check
// What one night of one row is, in words: for whoever looks at it and for whoever hears it.

import { after, written } from "../days.js";
import { html } from "../html.js";
import { Moment, Word } from "../parts.js";
import { freeIn, intendedIn, nightOf } from "./rows.js";

/**
 * @typedef {import("./rows.js").Row} Row
 * @typedef {import("./rows.js").Taken} Taken
 * @typedef {import("../app.js").Frame} Frame
 */

/** @param {{row: Row, night: number, first: string, nights: number, frame: Frame}} given */
export function Night({ row, night, first, nights, frame }) {
  const { t, language } = frame;
  const what = row.unit ? nightOf(row.unit, night) : null;
  return html`
    <div class="night" role="status">
      <p>
        <strong>${row.house.code_name}${row.unit ? ` · ${row.unit.code}` : ""}</strong>
        <span> ${written(after(first, night), language)}: </span>
        ${what
          ? html`<${Word} word=${what.state} of="bed" t=${t} />`
          : html`${freeIn(row.house, night)} ${t("occupancyFree")}`}
        ${what?.shut && html` (<${Word} word=${what.shut.reason} of="outofservice" t=${t} />)`}
      </p>
      ${what?.taken && html`<${Whose} taken=${what.taken} first=${first} nights=${nights} frame=${frame} />`}
      ${intendedIn(row, night).map((one) => html`<p>${t("occupancyIntended")}: ${one.case}</p>`)}
    </div>
  `;
}

/** @param {{taken: Taken, first: string, nights: number, frame: Frame}} given */
function Whose({ taken, first, nights, frame }) {
  const { t, language } = frame;
  const end = taken.at + taken.nights;
  return html`
    <p>
      ${t("occupancyTo")} ${written(after(first, end), language)}${end >= nights ? ` ${t("occupancyOrLater")}` : ""}
      ${taken.case ? html` · ${t("forCase")} ${taken.case}` : html` · ${t("occupancyNotYours")}`}
      ${taken.hold_until && html` · ${t("occupancyHeldUntil")} <${Moment} at=${taken.hold_until} frame=${frame} />`}
      ${taken.limit !== null && html` · ${t("occupancyLimit")} ${written(after(first, taken.limit), language)}`}
    </p>
    ${(taken.clocks ?? []).map(
      (clock) => html`
        <p>
          <${Word} word=${clock.name} of="clock" t=${t} />:
          ${clock.due ? ` ${written(clock.due, language)}` : ` ${t("occupancyNoDate")}`}
        </p>
      `,
    )}
    ${taken.case &&
    html`
      <button type="button" onClick=${() => frame.go("referral", { id: taken.referral })}>${t("occupancyOpen")}</button>
    `}
  `;
}
