// @ts-check
// Those she fears, by letters of her case; their places and ways; networks; where she was found.

import { useAct } from "../acts.js";
import { readAll, useAsked } from "../asking.js";
import { worded } from "../texts.js";
import { Select, YesNo } from "../chooser.js";
import { DayField, wordsOf } from "../fields.js";
import { html, useState } from "../html.js";
import { Places } from "../intake/places.js";
import { Problem } from "../parts.js";
import { Opens } from "../section.js";

const STATUSES = ["AT_LARGE", "CUSTODY", "ABROAD", "DEAD", "UNKNOWN"];
const SOURCES = ["HERSELF", "POLICE", "REFERRER", "SHELTER", "OTHER"];
const REACH_KM = ["0", "25", "50", "100"];

/** @param {Record<string, string>} typed only what was answered */
function answered(typed) {
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== ""));
}

/** @param {import("./rows.js").Part & {reload: () => Promise<void>}} given */
export function Actors({ one, frame, reload }) {
  const { t } = frame;
  const path = `/referrals/${one.id}/actors`;
  const { said, problem, reload: again } = useAsked(() => readAll(path, "actors"), [path]);
  const { act, problem: refused } = useAct(frame, async () => {
    await Promise.all([again(), reload()]);
  });
  const free = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("").filter((letter) => !said?.some((other) => other.label === letter));
  return html`
    <p class="hint">${t("actorsHint")}</p>
    <${Problem} t=${t} problem=${refused || problem} />
    <ul class="plain">
      ${(said ?? []).map(
        (actor) => html`
          <li key=${actor.id}>
            <p><strong>${actor.label}</strong>: ${worded(t, "actorstatus", actor.status ?? "UNKNOWN")}</p>
            <${Opens} label=${`${t("changeActor")} ${actor.label}`} t=${t} send=${(/** @type {any} */ typed) => act("partSaved", "PATCH", `${path}/${actor.id}`, answered(typed), one.version)}>
              <${Select} name="status" id=${`status-${actor.id}`} label=${t("whereIsHe")} of="actorstatus" words=${STATUSES} value=${actor.status ?? ""} empty=${t("choose")} required t=${t} />
              <${DayField} name="custody_until" id=${`custody-${actor.id}`} label=${t("custodyUntil")} required=${false} />
              <${Select} name="others_at_large" id=${`others-${actor.id}`} label=${t("othersAtLarge")} of="answer" words=${["YES", "NO", "UNKNOWN"]} value=${actor.others_at_large ?? "UNKNOWN"} required t=${t} />
            <//>
          </li>
        `,
      )}
    </ul>
    <${Opens} label=${t("addActor")} t=${t} send=${(/** @type {any} */ typed) => act("partSaved", "POST", path, { label: free[0], ...answered(typed) }, one.version)}>
      <p>${t("getsLetter")} <strong>${free[0]}</strong></p>
      <${Select} name="kind" id="actor-kind" label=${t("kindOfActor")} of="actorkind" words=${wordsOf("actorkind")} t=${t} />
      <${Select} name="status" id="actor-status" label=${t("whereIsHe")} of="actorstatus" words=${STATUSES} t=${t} />
      <${YesNo} name="others_at_large" label=${t("othersAtLarge")} t=${t} />
    <//>
  `;
}

/** @param {import("./rows.js").Part & {reload: () => Promise<void>}} given */
export function Areas({ one, parts, frame, reload }) {
  const { t } = frame;
  const path = `/referrals/${one.id}`;
  const { said, problem, reload: again } = useAsked(() => readAll(`${path}/areas`, "areas"), [path]);
  const { act, problem: refused } = useAct(frame, async () => {
    await Promise.all([again(), reload()]);
  });
  const [place, setPlace] = useState(/** @type {any[]} */ ([]));
  const [stops, setStops] = useState(/** @type {any[]} */ ([]));

  /** @param {Record<string, string>} typed */
  async function addArea(typed) {
    const { reach = "", ...rest } = answered(typed);
    const body = { place: place[0]?.code ?? "", ...rest, ...(reach && { reported_radius_km: Number(reach) }) };
    const done = await act("partSaved", "POST", `${path}/areas`, body, one.version);
    if (done) setPlace([]);
    return done;
  }

  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    <ul class="plain">
      ${(said ?? []).map(
        (area) => html`<li key=${area.id}><strong>${area.name}</strong> · ${worded(t, "area", area.kind)} · ${area.last_confirmed ?? t("dateUnknown")}</li>`,
      )}
      ${parts.routes.map(
        (/** @type {any} */ way, /** @type {number} */ n) => html`<li key=${n}>${t("wayOf")}: ${way.stops.map((/** @type {any} */ s) => s.name).join(" → ")}</li>`,
      )}
    </ul>
    <div class="acts">
      <${Opens} label=${t("addArea")} t=${t} send=${addArea}>
        <${Places} name="area-place" label=${t("whereNow")} most=${1} value=${place} set=${setPlace} t=${t} />
        <${Select} name="kind" id="area-kind" label=${t("kindOfArea")} of="area" words=${wordsOf("area")} empty=${t("choose")} required t=${t} />
        <${Select} name="precision" id="area-precision" label=${t("howExact")} of="precision" words=${wordsOf("precision")} t=${t} />
        <${Select} name="reach" id="area-reach" label=${t("reachAround")} of="reach" words=${REACH_KM} t=${t} />
        <${DayField} name="last_confirmed" id="area-confirmed" label=${t("lastConfirmed")} required=${false} />
        <${Select} name="source" id="area-source" label=${t("whoSaysSo")} of="source" words=${SOURCES} t=${t} />
      <//>
      <${Opens}
        label=${t("addRoute")}
        t=${t}
        send=${async (/** @type {any} */ typed) => {
          const done = await act("partSaved", "POST", `${path}/routes`, { stops: stops.map((s) => s.code), ...answered(typed) }, one.version);
          if (done) setStops([]);
          return done;
        }}
      >
        <${Places} name="route-stops" label=${t("stopsInOrder")} value=${stops} set=${setStops} t=${t} />
        <${DayField} name="last_confirmed" id="route-confirmed" label=${t("lastConfirmed")} required=${false} />
      <//>
    </div>
  `;
}
