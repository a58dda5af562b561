// @ts-check
// One zone in words, and all of them as a table.

import { worded } from "../texts.js";
import { html } from "../html.js";
import { Word } from "../parts.js";
import { Table } from "../table.js";
import { outWhy, said } from "./zones.js";

/**
 * @typedef {import("./tiles.js").Zone} Zone
 * @typedef {import("./zones.js").ForHer} ForHer
 * @typedef {{id: string, code_name: string, zone: string | null, status: string, security: string}} House
 */

/**
 * @param {{zone: Zone | undefined, hers: Map<string, ForHer> | null, houses: readonly House[],
 *   t: (key: string) => string}} given
 */
export function Panel({ zone, hers, houses, t }) {
  const here = houses.filter((one) => zone && one.zone === zone.zone);
  const one = zone && hers?.get(zone.zone);
  return html`
    <div class="card panel" role="status">
      ${zone
        ? html`
            <p><strong>${said(zone, hers, t)}</strong></p>
            ${one &&
            one.houses > 0 &&
            html`<p>${t("countryPossible")}: ${one.possible} ${t("countryOf")} ${one.houses}</p>`}
            ${one &&
            one.reasons.length > 0 &&
            html`
              <p>${t("countryBars")}</p>
              <ul>${one.reasons.map((rule) => html`<li key=${rule}><${Word} word=${rule} of="rule" t=${t} /></li>`)}</ul>
            `}
            ${here.length > 0 &&
            html`
              <p>${t("countryHouses")}</p>
              <ul>${here.map((house) => html`<li key=${house.id}>${house.code_name} (${house.security})</li>`)}</ul>
            `}
          `
        : html`<p>${t("countryChoose")}</p>`}
    </div>
  `;
}

/** @param {{zones: readonly Zone[], hers: Map<string, ForHer> | null, t: (key: string) => string}} given */
export function ZoneTable({ zones, hers, t }) {
  const shown = zones.filter((one) => one.houses > 0 || outWhy(one, hers));
  return html`
    <${Table}
      name="country-zones"
      caption=${t("countryTable")}
      head=${[t("countryZone"), t("countryRegion"), t("countryHouses"), t("countryFree"), ...(hers ? [t("countryForHer")] : [])]}
      rows=${shown.map((zone) => ({
        key: zone.zone,
        cells: [
          zone.zone,
          zone.region ? worded(t, "region", zone.region) : "",
          zone.houses,
          `${zone.free} / ${zone.units}`,
          ...(hers ? [forHer(zone, hers, t)] : []),
        ],
      }))}
    />
  `;
}

/** @param {Zone} zone @param {Map<string, ForHer>} hers @param {(key: string) => string} t */
function forHer(zone, hers, t) {
  const one = hers.get(zone.zone);
  const out = outWhy(zone, hers);
  const first = out ? worded(t, "zoneout", out) : `${t("countryPossible")}: ${one?.possible ?? 0}`;
  return html`${first}${(one?.reasons ?? []).map((rule) => html` · <${Word} word=${rule} of="rule" t=${t} />`)}`;
}
