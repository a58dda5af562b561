// @ts-check
// The country for who takes calls: parts of it and the level of the evening, and no zone.

import { read, useAsked } from "../asking.js";
import { html } from "../html.js";
import { Moment, Problem, Word } from "../parts.js";
import { Table } from "../table.js";
import { worded } from "../texts.js";

/** Where each part stands on a drawing that is no map. @type {Record<string, [x: number, y: number, wide: number, high: number]>} */
const PARTS = {
  NORTH: [110, 0, 130, 110],
  MID: [70, 114, 110, 60],
  WEST: [10, 178, 80, 80],
  EAST: [94, 178, 100, 80],
  SOUTH: [50, 262, 110, 50],
};

/** @param {{frame: import("../app.js").Frame}} given */
export function Regions({ frame }) {
  const { t } = frame;
  const { said: list, problem } = useAsked(() => read("/fallback-list"), []);
  /** @type {{region: string, level: string}[]} */
  const levels = list?.levels ?? [];
  return html`
    <${Problem} t=${t} problem=${problem} />
    ${!list && !problem && html`<p>${t("loading")}</p>`}
    ${list &&
    html`
      <p>${t("countryEvening")} <${Moment} at=${list.made_at} frame=${frame} /></p>
      <p class="hint">${t("countryEveningHint")}</p>
      <div class="beside">
        <svg class="map parts" viewBox="0 0 250 316" role="img" aria-label=${t("countryParts")}>
          ${levels.map(({ region, level }) => {
            const [x, y, wide, high] = PARTS[region] ?? [0, 0, 0, 0];
            return html`
              <g key=${region} class=${`zone ${level}`}>
                <rect class="area" x=${x} y=${y} width=${wide} height=${high} rx="6" />
                <text x=${x + wide / 2} y=${y + high / 2 - 4}>${worded(t, "region", region)}</text>
                <text class="level" x=${x + wide / 2} y=${y + high / 2 + 14}>${worded(t, "freelevel", level)}</text>
              </g>
            `;
          })}
        </svg>
        <${Table}
          name="country-parts"
          caption=${t("countryParts")}
          head=${[t("countryRegion"), t("countryFree")]}
          rows=${levels.map(({ region, level }) => ({
            key: region,
            cells: [worded(t, "region", region), html`<${Word} word=${level} of="freelevel" t=${t} />`],
          }))}
        />
      </div>
    `}
  `;
}
