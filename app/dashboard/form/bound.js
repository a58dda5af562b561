// @ts-check
// Networks she fears, houses where she was found, and what a move would break.

import { readAll, useAsked } from "../asking.js";
import { worded } from "../texts.js";
import { Select } from "../chooser.js";
import { wordsOf } from "../fields.js";
import { html, useState } from "../html.js";
import { Problem } from "../parts.js";
import { Save } from "./rows.js";

/**
 * Names of a list of which some are chosen, such as networks or houses.
 * @param {{name: string, all: {id: string, label: string}[], chosen: string[], set: (ids: string[]) => void, label: string}} given
 */
function Picked({ name, all, chosen, set, label }) {
  return html`
    <fieldset>
      <legend>${label}</legend>
      <div class="choices">
        ${all.map(
          (one) => html`
            <label key=${one.id}>
              <input
                type="checkbox"
                name=${name}
                value=${one.id}
                autocomplete="off"
                checked=${chosen.includes(one.id)}
                onChange=${(/** @type {any} */ e) => set(e.currentTarget.checked ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))}
              />
              ${one.label}
            </label>
          `,
        )}
      </div>
    </fieldset>
  `;
}

/** @param {import("./rows.js").Part} given */
export function Networks({ parts, frame, save }) {
  const { t } = frame;
  const { said, problem } = useAsked(() => readAll("/networks", "networks"), []);
  const [chosen, setChosen] = useState(/** @type {string[]} */ (parts.networks));
  return html`
    <${Problem} t=${t} problem=${problem} />
    ${said?.length === 0 && html`<p>${t("noNetworks")}</p>`}
    ${said && html`<${Picked} name="networks" all=${said} chosen=${chosen} set=${setChosen} label=${t("networksFeared")} />`}
    <${Save} send=${() => save("PUT", "networks", { networks: chosen })} frame=${frame} />
  `;
}

/** @param {import("./rows.js").Part} given */
export function FoundAt({ parts, frame, save }) {
  const { t } = frame;
  const { said, problem } = useAsked(() => readAll("/shelters", "shelters"), []);
  const [chosen, setChosen] = useState(/** @type {string[]} */ (parts.found_at));
  const all = (said ?? []).map((one) => ({ id: one.id, label: one.code_name }));
  return html`
    <p class="hint">${t("foundAtHint")}</p>
    <${Problem} t=${t} problem=${problem} />
    ${said && html`<${Picked} name="found-at" all=${all} chosen=${chosen} set=${setChosen} label=${t("foundAt")} />`}
    <${Save} send=${() => save("PUT", "found-at", { shelters: chosen })} frame=${frame} />
  `;
}

/** What would break; the zones are those of the country. @param {import("./rows.js").Part} given */
export function Zones({ parts, frame, save }) {
  const { t } = frame;
  const { said, problem } = useAsked(() => readAll("/zones", "zones"), []);
  const [kind, setKind] = useState("");
  const [zones, setZones] = useState(/** @type {string[]} */ ([]));
  const [until, setUntil] = useState("");
  const [running, setRunning] = useState(/** @type {any[]} */ (parts.running));
  const all = (said ?? []).map((zone) => ({ id: zone.id, label: zone.id }));
  return html`
    <p class="hint">${t("runningHint")}</p>
    <${Problem} t=${t} problem=${problem} />
    <ul class="plain">
      ${running.map(
        (one, n) => html`
          <li key=${n} class="line">
            <span><strong>${worded(t, "running", one.kind)}</strong> · ${one.zones.join(", ")} ${one.until ?? ""}</span>
            <button type="button" class="link" onClick=${() => setRunning(running.filter((_, at) => at !== n))}>${t("remove")}</button>
          </li>
        `,
      )}
    </ul>
    <${Select} name="running-kind" label=${t("whatRuns")} of="running" words=${wordsOf("running")} value=${kind} empty=${t("choose")} choose=${setKind} t=${t} />
    ${kind &&
    html`
      <${Picked} name="running-zones" all=${all} chosen=${zones} set=${setZones} label=${t("goesOnFrom")} />
      <div class="field">
        <label for="running-until">${t("neededUntil")}</label>
        <input id="running-until" type="date" autocomplete="off" value=${until} onInput=${(/** @type {any} */ e) => setUntil(e.currentTarget.value)} />
      </div>
      <button
        type="button"
        onClick=${() => {
          setRunning([...running, { kind, zones, until: until || null }]);
          setKind("");
          setZones([]);
        }}
      >
        ${t("addRow")}
      </button>
    `}
    <${Save} send=${() => save("PUT", "continuity", { running: running.map(({ kind, zones, until }) => ({ kind, zones, ...(until && { until }) })) })} frame=${frame} />
  `;
}
