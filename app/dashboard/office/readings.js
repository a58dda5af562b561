// @ts-check
// Who read one case: what she is told when she asks, by role and day, never by a name.

import { read, readAll, useAsked } from "../asking.js";
import { Day } from "../fields.js";
import { html, useState } from "../html.js";
import { Problem, Word } from "../parts.js";
import { Part } from "../partner/unfold.js";
import { Table } from "../table.js";

/** @typedef {import("../app.js").Frame} Frame */

/** @param {{frame: Frame}} given */
export function Readings({ frame }) {
  const { t } = frame;
  const { said: cases, problem } = useAsked(() => readAll("/referrals", "referrals"), []);
  const [chosen, setChosen] = useState("");
  return html`
    <${Part} name="readings" title=${t("whoReadHer")} problem=${problem} t=${t}>
      <p class="hint">${t("whoReadHerWhy")}</p>
      <div class="field">
        <label for="whose">${t("forCase")}</label>
        <select
          id="whose"
          autocomplete="off"
          onChange=${(/** @type {any} */ e) => setChosen(e.currentTarget.value)}
        >
          <option value="">${t("chooseOne")}</option>
          ${[...(cases ?? [])]
            .sort((a, b) => a.code_name.localeCompare(b.code_name))
            .map((one) => html`<option key=${one.id} value=${one.id}>${one.code_name}</option>`)}
        </select>
      </div>
      ${chosen && html`<${OfCase} key=${chosen} id=${chosen} frame=${frame} />`}
    <//>
  `;
}

/** @param {{id: string, frame: Frame}} given */
function OfCase({ id, frame }) {
  const { t } = frame;
  const { said, problem } = useAsked(() => read(`/referrals/${id}/readings`), [id]);
  if (!said) return html`<${Problem} t=${t} problem=${problem} />`;
  return html`<${Table}
    name="reading-table"
    caption=${t("whoReadWhat")}
    head=${[t("dayRead"), t("role"), t("organisation"), t("act"), t("purpose"), t("peopleRead"), t("times")]}
    rows=${said.readings.map((/** @type {any} */ one, /** @type {number} */ n) => ({
      key: `${n}`,
      cells: [
        html`<${Day} on=${one.day} frame=${frame} />`,
        html`<${Word} word=${one.role} of="role" t=${t} />`,
        one.organisation ?? "ROSA",
        html`<code>${one.act}</code>`,
        one.purpose ?? "–",
        one.people,
        one.times,
      ],
    }))}
  />`;
}
