// @ts-check
// The same as a table: every span of every unit of the houses that are shown.

import { after, written } from "../days.js";
import { html } from "../html.js";
import { Word } from "../parts.js";
import { Table } from "../table.js";

/**
 * @typedef {import("./rows.js").House} House
 * @typedef {import("./rows.js").Taken} Taken
 * @typedef {import("../app.js").Frame} Frame
 * @typedef {{key: string, cells: unknown[]}} Line
 */

/** @param {{houses: readonly House[], first: string, frame: Frame}} given */
export function Twin({ houses, first, frame }) {
  const { t } = frame;
  return html`
    ${houses.map(
      (house) => html`
        <${Table}
          key=${house.shelter}
          name=${`occupancy-${house.shelter}`}
          caption=${house.code_name}
          head=${[t("occupancyUnit"), t("occupancyWhat"), t("occupancyFrom"), t("occupancyTo"), t("occupancyMore")]}
          rows=${linesOf(house, first, frame)}
        />
      `,
    )}
  `;
}

/**
 * @param {House} house
 * @param {string} first
 * @param {Frame} frame
 * @returns {Line[]}
 */
function linesOf(house, first, frame) {
  const { t, language } = frame;
  /** @param {{at: number, nights: number}} span */
  const days = (span) => [
    written(after(first, span.at), language),
    written(after(first, span.at + span.nights), language),
  ];
  const codes = new Map(house.units.map((unit) => [unit.unit, unit.code]));
  const units = house.units.flatMap((unit) => {
    const taken = unit.taken.map((one, at) => ({
      key: `${unit.unit}-t${at}`,
      cells: [unit.code, html`<${Word} word=${one.state} of="bed" t=${t} />`, ...days(one), more(one, first, frame)],
    }));
    const shut = unit.shut.map((one, at) => ({
      key: `${unit.unit}-s${at}`,
      cells: [unit.code, t("occupancyShut"), ...days(one), html`<${Word} word=${one.reason} of="outofservice" t=${t} />`],
    }));
    const nothing = { key: unit.unit, cells: [unit.code, t("occupancyAlwaysFree"), "", "", ""] };
    return taken.length + shut.length > 0 ? [...taken, ...shut] : [nothing];
  });
  const intended = (house.intended ?? []).map((one, at) => ({
    key: `${house.shelter}-i${at}`,
    cells: [one.units.map((unit) => codes.get(unit) ?? "").join(", "), t("occupancyIntended"), ...days(one), one.case],
  }));
  return [...units, ...intended];
}

/**
 * @param {Taken} one
 * @param {string} first
 * @param {Frame} frame
 */
function more(one, first, frame) {
  const { t, language } = frame;
  if (!one.case) return t("occupancyNotYours");
  return html`
    ${one.case}
    ${one.limit !== null && html` · ${t("occupancyLimit")} ${written(after(first, one.limit), language)}`}
    ${(one.clocks ?? []).map(
      (clock) => html`
        · <${Word} word=${clock.name} of="clock" t=${t} />
        ${clock.due ? ` ${written(clock.due, language)}` : ` ${t("occupancyNoDate")}`}
      `,
    )}
  `;
}
