// @ts-check
// The drawing: zones as areas, each reached by the keyboard, with what is free in it as a number.

import { html, useMemo, useRef } from "../html.js";
import { drawn } from "./tiles.js";
import { levelOf, outWhy, said } from "./zones.js";

/**
 * @typedef {import("./tiles.js").Zone} Zone
 * @typedef {import("./tiles.js").Drawn} Drawn
 * @typedef {import("./zones.js").ForHer} ForHer
 */

/** @type {Record<string, [x: number, y: number]>} */
const WAYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/**
 * @param {{zones: Zone[], country: string, hers: Map<string, ForHer> | null, chosen: string,
 *   choose: (zone: string) => void, t: (key: string) => string}} given
 */
export function ZoneMap({ zones, country, hers, chosen, choose, t }) {
  const drawing = useMemo(() => drawn(zones, country), [zones, country]);
  const map = useRef(/** @type {SVGSVGElement | null} */ (null));
  const at = drawing.zones.find((one) => one.zone.zone === chosen) ?? drawing.zones[0];

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const way = WAYS[event.key];
    if (!way || !at) return;
    event.preventDefault();
    const next = nextOf(drawing.zones, at, way);
    if (!next) return;
    choose(next.zone.zone);
    const number = drawing.zones.indexOf(next);
    /** @type {SVGElement | undefined} */ (map.current?.querySelectorAll(".zone")[number])?.focus();
  }

  return html`
    <svg class="map" viewBox=${drawing.box} role="group" aria-label=${t("countryMap")} ref=${map} onKeyDown=${pressed}>
      <defs>
        <pattern id="hatch-danger" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="14" class="line-danger" />
        </pattern>
        <pattern id="hatch-barred" width="12" height="12" patternUnits="userSpaceOnUse">
          <circle cx="4" cy="4" r="2.5" class="line-danger" />
        </pattern>
      </defs>
      <path class="around" d=${drawing.around} aria-hidden="true" />
      <path class="land" d=${drawing.land} aria-hidden="true" />
      ${drawing.zones.map(({ zone, area, rim, label }) => {
        const out = outWhy(zone, hers);
        return html`
          <g
            key=${zone.zone}
            class=${`zone ${levelOf(zone)}`}
            role="button"
            tabindex=${zone === at?.zone ? "0" : "-1"}
            aria-label=${said(zone, hers, t)}
            aria-pressed=${String(zone.zone === chosen)}
            onClick=${() => choose(zone.zone)}
            onFocus=${() => choose(zone.zone)}
          >
            <path class="area" d=${area} />
            ${out && html`<path class=${`out ${out}`} d=${area} />`}
            <path class="rim" d=${rim} />
            ${zone.houses > 0 && html`<text x=${label.x} y=${label.y + 8}>${out ? "×" : zone.free}</text>`}
          </g>
        `;
      })}
      ${at && chosen && html`<path class="chosen" d=${at.rim} aria-hidden="true" />`}
    </svg>
  `;
}

/**
 * The nearest zone in that direction, seen within a right angle.
 * @param {readonly Drawn[]} zones
 * @param {Drawn} from
 * @param {[x: number, y: number]} way
 */
function nextOf(zones, from, [wx, wy]) {
  /** @type {Drawn | null} */
  let found = null;
  let least = Infinity;
  for (const one of zones) {
    const [dx, dy] = [one.label.x - from.label.x, one.label.y - from.label.y];
    const ahead = dx * wx + dy * wy;
    const aside = Math.abs(dx * wy) + Math.abs(dy * wx);
    if (ahead > 0 && aside <= ahead && ahead + aside < least) [found, least] = [one, ahead + aside];
  }
  return found;
}
