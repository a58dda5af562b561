// @ts-check
// Occupancy: every unit of every house over half a year, as far as the reader may know it.

import { call } from "../api.js";
import { after } from "../days.js";
import { html, useCallback, useEffect, useMemo, useState } from "../html.js";
import { useLive } from "../live.js";
import { Night } from "../occupancy/night.js";
import { rowsOf } from "../occupancy/rows.js";
import { Timeline } from "../occupancy/timeline.js";
import { Twin } from "../occupancy/twin.js";
import { Problem, Word, problemText } from "../parts.js";

const NIGHTS = 180;
const STEP = 30;
const KINDS = Object.freeze(["hers", "OCCUPIED", "HELD", "shut", "intended", "limit", "clock", "free"]);

/**
 * @typedef {import("../app.js").Frame} Frame
 * @typedef {import("../occupancy/rows.js").Occupancy} Found
 * @typedef {import("../occupancy/rows.js").Row} Row
 */

/** @param {{frame: Frame}} given */
export function Occupancy({ frame }) {
  const { t } = frame;
  const [found, setFound] = useState(/** @type {Found | null} */ (null));
  const [problem, setProblem] = useState("");
  const [house, setHouse] = useState("");
  const [cursor, setCursor] = useState(/** @type {{row: number, night: number} | null} */ (null));
  const [twin, setTwin] = useState(false);

  const load = useCallback(async (/** @type {string} */ from) => {
    const answer = await call("GET", `/occupancy?nights=${NIGHTS}${from && `&from=${from}`}`);
    setProblem(answer.ok ? "" : problemText(answer));
    if (answer.ok) setFound(answer.body);
  }, []);
  const isLive = useLive(["offers", "placements", "vacancies", "plans"], () => load(found?.first ?? ""));
  useEffect(() => {
    load("");
  }, [load]);

  const houses = useMemo(
    () => (found?.houses ?? []).filter((one) => !house || one.shelter === house),
    [found, house],
  );
  const rows = useMemo(() => rowsOf(houses), [houses]);
  const name = useCallback((/** @type {Row} */ row) => html`<${Name} row=${row} t=${t} />`, [t]);
  const looked = cursor && rows[cursor.row];

  return html`
    <section class="broad occupancy">
      <h1 tabindex="-1">${t("occupancy")}</h1>
      <${Problem} t=${t} problem=${problem} />
      ${!found
        ? !problem && html`<p>${t("loading")}</p>`
        : html`
            <div class="tools">
              <div class="acts">
                <button type="button" onClick=${() => load(after(found.first, -STEP))}>${t("occupancyEarlier")}</button>
                <button type="button" onClick=${() => load("")}>${t("occupancyTonight")}</button>
                <button type="button" onClick=${() => load(after(found.first, STEP))}>${t("occupancyLater")}</button>
              </div>
              <label for="occupancy-house">${t("occupancyHouse")}</label>
              <select
                id="occupancy-house"
                autocomplete="off"
                onChange=${(/** @type {Event} */ event) => {
                  setHouse(/** @type {HTMLSelectElement} */ (event.currentTarget).value);
                  setCursor(null);
                }}
              >
                <option value="" selected=${house === ""}>${t("occupancyAll")}</option>
                ${found.houses.map(
                  (one) => html`
                    <option key=${one.shelter} value=${one.shelter} selected=${house === one.shelter}>
                      ${one.code_name}
                    </option>
                  `,
                )}
              </select>
              <button type="button" aria-pressed=${String(twin)} onClick=${() => setTwin(!twin)}>
                ${t("occupancyTable")}
              </button>
              ${!isLive && html`<span class="live">${t("notLive")}</span>`}
            </div>
            <${Legend} t=${t} />
            ${twin
              ? html`<${Twin} houses=${houses} first=${found.first} frame=${frame} />`
              : html`
                  <${Timeline}
                    rows=${rows}
                    first=${found.first}
                    nights=${found.nights}
                    frame=${frame}
                    cursor=${cursor}
                    move=${setCursor}
                    name=${name}
                  />
                  <p id="occupancy-keys" class="hint">${t("occupancyKeys")}</p>
                  ${looked
                    ? html`
                        <${Night}
                          row=${looked}
                          night=${cursor.night}
                          first=${found.first}
                          nights=${found.nights}
                          frame=${frame}
                        />
                      `
                    : html`<div class="night" role="status"></div>`}
                `}
          `}
    </section>
  `;
}

/** @param {{row: Row, t: (key: string) => string}} given */
function Name({ row, t }) {
  if (row.unit) return html`${row.unit.code} <span class="beds">${row.unit.beds}</span>`;
  return html`
    <strong>${row.house.code_name}</strong>
    <span class="where">
      <${Word} word=${row.house.region} of="region" t=${t} />${row.house.status !== "OPEN" &&
      html` · <${Word} word=${row.house.status} of="housestate" t=${t} />`}
    </span>
  `;
}

/** @param {{t: (key: string) => string}} given */
function Legend({ t }) {
  return html`
    <ul class="legend">
      ${KINDS.map(
        (kind) => html`
          <li key=${kind}>
            <svg width="30" height="20" aria-hidden="true"><${Sample} kind=${kind} /></svg>
            <${Word} word=${kind} of="mark" t=${t} />
          </li>
        `,
      )}
    </ul>
  `;
}

/** @param {{kind: string}} given */
function Sample({ kind }) {
  if (kind === "clock") return html`<path class="clock" d="M15 2l8 8-8 8-8-8z" />`;
  if (kind === "limit") return html`<path class="limit" d="M15 1v18m-5 0h10M10 1h10" />`;
  if (kind === "shut") return html`<rect class="shut" width="30" height="20" />`;
  if (kind === "free") return html`<rect class="free" y="14" width="30" height="4" />`;
  if (kind === "intended") return html`<g class="intended"><rect x="1" y="1" width="28" height="18" rx="3" /></g>`;
  const state = kind === "hers" ? "OCCUPIED hers" : kind;
  return html`<g class=${`stay ${state}`}><rect width="30" height="20" rx="3" /></g>`;
}
