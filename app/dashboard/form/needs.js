// @ts-check
// What she needs, wishes and will not have.

import { Select } from "../chooser.js";
import { Held, wordsOf } from "../fields.js";
import { html, useState } from "../html.js";
import { Places } from "../intake/places.js";
import { Rows, Save } from "./rows.js";

const REACH_KM = ["0", "25", "50", "100"];
const NEEDS_FIELD = { REGION: "region", AWAY_FROM: "place", NEAR_SERVICE: "service" };

/** @param {import("./rows.js").Part} given */
export function Needs({ parts, frame, save }) {
  const { t } = frame;
  const [rows, setRows] = useState(() =>
    parts.needs.map((/** @type {any} */ one) => ({ ...one, max_minutes: one.max_minutes === null ? "" : String(one.max_minutes), until: one.until ?? "" })),
  );
  const send = () =>
    save("PUT", "needs", {
      needs: rows
        .filter((/** @type {any} */ one) => one.service && one.criticality)
        .map((/** @type {any} */ one) => ({
          service: one.service,
          criticality: one.criticality,
          ...(one.max_minutes !== "" && { max_minutes: Number(one.max_minutes) }),
          ...(one.until && { until: one.until }),
        })),
    });
  return html`
    <p class="hint">${t("needsHint")}</p>
    <${Rows}
      rows=${rows}
      set=${setRows}
      empty=${{ service: "", criticality: "", max_minutes: "", until: "" }}
      most=${50}
      name="need"
      frame=${frame}
      show=${(/** @type {any} */ row, /** @type {any} */ put, /** @type {string} */ id) => html`
        <${Select} name=${`${id}-service`} label=${t("serviceNeeded")} of="service" words=${wordsOf("service")} value=${row.service} empty=${t("choose")} choose=${(/** @type {string} */ v) => put({ service: v })} t=${t} />
        <${Select} name=${`${id}-critical`} label=${t("howCritical")} of="criticality" words=${["SAFETY_CRITICAL", "IMPORTANT", "WISH"]} value=${row.criticality} empty=${t("choose")} choose=${(/** @type {string} */ v) => put({ criticality: v })} t=${t} />
        <${Held} name=${`${id}-minutes`} label=${t("minutesAway")} type="number" min=${0} max=${600} small value=${row.max_minutes} set=${(/** @type {string} */ v) => put({ max_minutes: v })} />
        <${Held} name=${`${id}-until`} label=${t("neededUntil")} type="date" small value=${row.until} set=${(/** @type {string} */ v) => put({ until: v })} />
      `}
    />
    <${Save} send=${send} frame=${frame} />
  `;
}

/** @param {import("./rows.js").Part} given */
export function Wishes({ parts, frame, save }) {
  const { t } = frame;
  const [rows, setRows] = useState(() => parts.wishes.map((/** @type {any} */ one) => ({ ...one, place: one.place ? [one.place] : [] })));
  const send = () =>
    save("PUT", "wishes", {
      wishes: rows
        .filter((/** @type {any} */ one) => one.kind)
        .map((/** @type {any} */ one, /** @type {number} */ n) => {
          const field = NEEDS_FIELD[/** @type {keyof typeof NEEDS_FIELD} */ (one.kind)];
          const value = field === "place" ? one.place[0]?.code : field && one[field];
          return { rank: n + 1, kind: one.kind, strength: one.strength || "WANT", ...(field && value && { [field]: value }) };
        }),
    });
  return html`
    <p class="hint">${t("wishesHint")}</p>
    <${Rows}
      rows=${rows}
      set=${setRows}
      empty=${{ kind: "", strength: "WANT", region: "", place: [], service: "" }}
      most=${5}
      name="wish"
      frame=${frame}
      show=${(/** @type {any} */ row, /** @type {any} */ put, /** @type {string} */ id) => html`
        <${Select} name=${`${id}-kind`} label=${t("wishFor")} of="wish" words=${wordsOf("wish")} value=${row.kind} empty=${t("choose")} choose=${(/** @type {string} */ v) => put({ kind: v })} t=${t} />
        <${Select} name=${`${id}-strength`} label=${t("howMuch")} of="strength" words=${["WANT", "STRONG"]} value=${row.strength} choose=${(/** @type {string} */ v) => put({ strength: v })} t=${t} />
        ${row.kind === "REGION" && html`<${Select} name=${`${id}-region`} label=${t("wishRegion")} of="region" words=${wordsOf("region")} value=${row.region ?? ""} empty=${t("choose")} choose=${(/** @type {string} */ v) => put({ region: v })} t=${t} />`}
        ${row.kind === "NEAR_SERVICE" && html`<${Select} name=${`${id}-near`} label=${t("serviceNeeded")} of="service" words=${wordsOf("service")} value=${row.service ?? ""} empty=${t("choose")} choose=${(/** @type {string} */ v) => put({ service: v })} t=${t} />`}
        ${row.kind === "AWAY_FROM" && html`<${Places} name=${`${id}-place`} label=${t("wishAwayFrom")} most=${1} value=${row.place} set=${(/** @type {any} */ v) => put({ place: v })} t=${t} />`}
      `}
    />
    <${Save} send=${send} frame=${frame} />
  `;
}

/** @param {import("./rows.js").Part} given */
export function NoGo({ parts, frame, save }) {
  const { t } = frame;
  const [rows, setRows] = useState(() =>
    parts.no_go.map((/** @type {any} */ one) => ({ place: [one.place], km: REACH_KM.find((km) => Number(km) >= one.radius_km) ?? "100" })),
  );
  const send = () =>
    save("PUT", "no-go", {
      areas: rows
        .filter((/** @type {any} */ one) => one.place[0])
        .map((/** @type {any} */ one) => ({ place: one.place[0].code, radius_km: Number(one.km || 0) })),
    });
  return html`
    <p class="hint">${t("noReasonAsked")}</p>
    <${Rows}
      rows=${rows}
      set=${setRows}
      empty=${{ place: [], km: "0" }}
      most=${50}
      name="nogo"
      frame=${frame}
      show=${(/** @type {any} */ row, /** @type {any} */ put, /** @type {string} */ id) => html`
        <${Places} name=${`${id}-place`} label=${t("whereNow")} most=${1} value=${row.place} set=${(/** @type {any} */ v) => put({ place: v })} t=${t} />
        <${Select} name=${`${id}-km`} label=${t("reachAround")} of="reach" words=${REACH_KM} value=${row.km} choose=${(/** @type {string} */ v) => put({ km: v })} t=${t} />
      `}
    />
    <${Save} send=${send} frame=${frame} />
  `;
}
