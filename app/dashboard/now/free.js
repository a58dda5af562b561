// @ts-check
// What is free: counts by region, level and kind for a coordinator, the words of the evening for on-call.

import { read } from "../asking.js";
import { html } from "../html.js";
import { Moment, Word } from "../parts.js";
import { Table } from "../table.js";
import { Part } from "./part.js";

const REGIONS = ["EAST", "SOUTH", "WEST", "MID", "NORTH"];

/** @typedef {import("../app.js").Frame} Frame */

/** @param {{frame: Frame}} given */
export function Free({ frame }) {
  const { t } = frame;
  return html`<${Part}
    t=${t}
    name="freeNow"
    nouns=${["vacancies"]}
    ask=${async () => (await read("/free-units")).free}
    count=${(/** @type {any[]} */ lines) => sum(lines, "free")}
    show=${(/** @type {any[]} */ lines) => html`
      <p class="faint">${t("ofWhichSure")} ${sum(lines, "fresh")}</p>
      ${REGIONS.map((region) => {
        const some = lines.filter((one) => one.region === region).sort((a, b) => b.security.localeCompare(a.security));
        return some.length > 0 && html`<${Region} key=${region} region=${region} lines=${some} t=${t} />`;
      })}
    `}
  />`;
}

/** @param {{region: string, lines: any[], t: (key: string) => string}} given */
function Region({ region, lines, t }) {
  return html`
    <details class="region">
      <summary>
        <span><${Word} word=${region} of="region" t=${t} /></span>
        <strong>${sum(lines, "free")}</strong>
        <small>${t("ofUnits")} ${sum(lines, "units")}</small>
      </summary>
      <${Table}
        name=${`free-${region}`}
        caption=${html`<${Word} word=${region} of="region" t=${t} />`}
        head=${[t("securityLevel"), t("kindOfHouse"), t("isFree"), t("sure"), t("allUnits")]}
        rows=${lines.map((one) => ({
          key: `${one.security} ${one.kind}`,
          cells: [one.security, html`<${Word} word=${one.kind} of="house" t=${t} />`, one.free, one.fresh, one.units],
        }))}
      />
    </details>
  `;
}

/** @param {{frame: Frame}} given */
export function FallbackLevels({ frame }) {
  const { t } = frame;
  return html`<${Part}
    t=${t}
    name="freeByRegion"
    nouns=${[]}
    ask=${() => read("/fallback-list")}
    show=${(/** @type {any} */ list) => html`
      <p class="faint">${t("listMade")} <${Moment} at=${list.made_at} frame=${frame} /></p>
      <dl>
        ${list.levels.map(
          (/** @type {any} */ one) => html`
            <dt key=${one.region}><${Word} word=${one.region} of="region" t=${t} /></dt>
            <dd><${Word} word=${one.level} of="freelevel" t=${t} /></dd>
          `,
        )}
      </dl>
    `}
  />`;
}

/**
 * @param {any[]} lines
 * @param {string} name
 */
function sum(lines, name) {
  return lines.reduce((all, one) => all + one[name], 0);
}
