// @ts-check
// Danger places of one case: towns and municipalities of the gazetteer, never a point.

import { useAct } from "../acts.js";
import { readAll, useAsked } from "../asking.js";
import { Select } from "../chooser.js";
import { html, useState } from "../html.js";
import { Places } from "../intake/places.js";
import { Field, Form, Word } from "../parts.js";
import { Day, Part, Unfold } from "./unfold.js";

const KINDS = Object.freeze(["HOME", "WORK", "EXPLOITATION", "LAST_SEEN", "FAMILY", "STOP_ON_ROUTE", "HER_KNOWN_PLACE"]);
const PRECISIONS = Object.freeze(["EXACT", "LOCALITY", "MUNICIPALITY", "COUNTY"]);

/** @param {import("./police.js").Where & {actors: any[]}} given */
export function Areas({ at, frame, actors }) {
  const { t } = frame;
  const { said: lines, problem, reload } = useAsked(() => readAll(`${at}/areas`, "areas"), [at]);
  const { problem: refused, act } = useAct(frame, reload);
  const [place, setPlace] = useState(/** @type {any[]} */ ([]));

  /** @param {Record<string, string>} typed */
  async function send(typed) {
    if (!place[0]) return;
    const sent = {
      place: place[0].code,
      kind: typed.area_kind,
      precision: typed.area_precision,
      last_confirmed: typed.confirmed_on || null,
      actor: typed.area_of || null,
    };
    if (await act("areaSaid", "POST", `${at}/areas`, sent)) setPlace([]);
  }

  return html`
    <${Part} name="areas" title=${t("areas")} problem=${refused || problem} t=${t}>
      ${lines?.length === 0 && html`<p>${t("areasNone")}</p>`}
      <ul class="plain">
        ${(lines ?? []).map(
          (one) => html`
            <li key=${one.id}>
              <strong>${one.name}</strong> · <${Word} word=${one.kind} of="area" t=${t} /> ·${" "}
              <${Word} word=${one.precision} of="precision" t=${t} /> · ${t("confirmedOn")}${" "}
              <${Day} on=${one.last_confirmed} frame=${frame} />
            </li>
          `,
        )}
      </ul>
      <${Unfold} title=${t("areaAdd")}>
        <${Form} label=${t("areaSend")} send=${send}>
          <${Places} name="area_place" label=${t("areaPlace")} most=${1} value=${place} set=${setPlace} t=${t} />
          <${Select} t=${t} name="area_kind" label=${t("areaKind")} of="area" words=${KINDS} value="LAST_SEEN" required />
          <${Select} t=${t} name="area_precision" label=${t("areaPrecision")} of="precision" words=${PRECISIONS} value="MUNICIPALITY" required />
          <${Field} name="confirmed_on" label=${t("confirmedOn")} type="date" required=${false} />
          <div class="field">
            <label for="area_of">${t("areaOf")}</label>
            <select id="area_of" name="area_of" autocomplete="off">
              <option value="">${t("answer.UNKNOWN")}</option>
              ${actors.map((one) => html`<option key=${one.id} value=${one.id}>${one.label}</option>`)}
            </select>
          </div>
        <//>
      <//>
    <//>
  `;
}
