// @ts-check
// The country: zones and what is free in them, and for the case in hand which zones are out and why.

import { read, readAll, useAsked } from "../asking.js";
import { ZoneMap } from "../country/map.js";
import { Panel, ZoneTable } from "../country/panel.js";
import { Regions } from "../country/regions.js";
import { html, useMemo, useState } from "../html.js";
import { useLive } from "../live.js";
import { Problem, Word } from "../parts.js";

const MARKS = Object.freeze(["SEVERAL", "FEW", "NONE", "EMPTY"]);
/** States of a case for which no place is looked for: it is over, or she lives somewhere. */
const OVER = Object.freeze(["ARRIVED", "IN_STAY", "SUPPORT_WITHOUT_BED", "LEFT", "CLOSED", "WITHDRAWN", "HANDED_OVER"]);
const MARKS_OF_HERS = Object.freeze(["danger", "barred"]);

/**
 * @typedef {import("../app.js").Frame} Frame
 * @typedef {import("../country/tiles.js").Zone} Zone
 * @typedef {import("../country/zones.js").ForHer} ForHer
 */

/** @param {{frame: Frame, session: {role: string}, given: {referral?: string}}} given */
export function Country({ frame, session, given }) {
  const { t } = frame;
  return html`
    <section class="broad country">
      <h1 tabindex="-1">${t("country")}</h1>
      ${session.role === "COORDINATOR"
        ? html`<${Zones} frame=${frame} begin=${given.referral ?? ""} />`
        : html`<${Regions} frame=${frame} />`}
    </section>
  `;
}

/** @param {{frame: Frame, begin: string}} given */
function Zones({ frame, begin }) {
  const { t } = frame;
  const [referral, setReferral] = useState(begin);
  const [chosen, setChosen] = useState("");
  const map = useAsked(async () => {
    const [told, country] = await Promise.all([read("/zone-map"), read("/country")]);
    return { zones: /** @type {Zone[]} */ (told.zones), country: country.code };
  }, []);
  useLive(["offers", "placements", "vacancies"], map.reload);
  const houses = useAsked(() => readAll("/shelters", "shelters"), []);
  const cases = useAsked(async () => {
    const all = await readAll("/referrals", "referrals");
    return all.filter((one) => one.mine && !OVER.includes(one.state));
  }, []);
  const hers = useAsked(
    async () => (referral ? { of: referral, zones: (await read(`/referrals/${referral}/zones`)).zones } : null),
    [referral],
  );
  const told = hers.said?.of === referral && referral ? hers.said.zones : null;
  const byZone = useMemo(
    () => (told ? new Map(told.map((/** @type {ForHer} */ one) => [one.zone, one])) : null),
    [told],
  );
  const zones = map.said?.zones ?? [];

  return html`
    <${Problem} t=${t} problem=${map.problem || houses.problem || cases.problem || (referral ? hers.problem : "")} />
    ${!map.said && !map.problem && html`<p>${t("loading")}</p>`}
    ${map.said &&
    html`
      <div class="tools">
        <label for="country-case">${t("countryCase")}</label>
        <select
          id="country-case"
          autocomplete="off"
          onChange=${(/** @type {any} */ e) => setReferral(e.currentTarget.value)}
        >
          <option value="" selected=${!referral}>${t("countryNoCase")}</option>
          ${(cases.said ?? []).map(
            (one) => html`<option key=${one.id} value=${one.id} selected=${one.id === referral}>${one.code_name}</option>`,
          )}
        </select>
      </div>
      <${Marks} hers=${byZone !== null} t=${t} />
      <div class="beside">
        <${ZoneMap}
          zones=${zones}
          country=${map.said.country}
          hers=${byZone}
          chosen=${chosen}
          choose=${setChosen}
          t=${t}
        />
        <div>
          <${Panel} zone=${zones.find((one) => one.zone === chosen)} hers=${byZone} houses=${houses.said ?? []} t=${t} />
          <p class="hint">${t("countryKeys")}</p>
          <${ZoneTable} zones=${zones} hers=${byZone} t=${t} />
        </div>
      </div>
    `}
  `;
}

/** @param {{hers: boolean, t: (key: string) => string}} given */
function Marks({ hers, t }) {
  return html`
    <ul class="legend">
      ${MARKS.map(
        (mark) => html`
          <li key=${mark}>
            <svg width="26" height="20" aria-hidden="true"><g class=${`zone ${mark}`}><rect class="area" width="26" height="20" rx="3" /></g></svg>
            <${Word} word=${mark} of="zonefree" t=${t} />
          </li>
        `,
      )}
      ${hers &&
      MARKS_OF_HERS.map(
        (mark) => html`
          <li key=${mark}>
            <svg width="26" height="20" aria-hidden="true"><rect class=${`out ${mark}`} width="26" height="20" rx="3" /></svg>
            <${Word} word=${mark} of="zoneout" t=${t} />
          </li>
        `,
      )}
    </ul>
  `;
}
