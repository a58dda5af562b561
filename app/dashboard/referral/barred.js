// @ts-check
// Every house that is barred for her, with the rules that bar it.

import { readAll, useAsked } from "../asking.js";
import { worded } from "../texts.js";
import { html, useState } from "../html.js";
import { Problem } from "../parts.js";
import { Table } from "../table.js";

/** @param {{barred: {reasons: string[], call_may_help: boolean, shelters: string[]}[], frame: import("../app.js").Frame}} given */
export function Barred({ barred, frame }) {
  const { t } = frame;
  const [open, setOpen] = useState(false);
  const { said: lines, problem } = useAsked(async () => (open ? readAll("/shelters", "shelters") : null), [open]);
  const names = new Map(lines?.map((one) => [one.id, one.code_name]));
  const many = barred.reduce((sum, one) => sum + one.shelters.length, 0);
  return html`
    <details class="card" onToggle=${(/** @type {any} */ e) => setOpen(e.currentTarget.open)}>
      <summary>${t("barredHouses")} (${many})</summary>
      <${Problem} t=${t} problem=${problem} />
      <${Table}
        name="barred-houses"
        caption=${t("barredWhy")}
        head=${[t("barredBy"), t("callMayHelp"), t("houses")]}
        rows=${barred.map((one) => ({
          key: one.reasons.join() + one.call_may_help,
          cells: [
            html`<ul class="plain">${one.reasons.map((rule) => html`<li key=${rule}>${worded(t, "rule", rule)}</li>`)}</ul>`,
            worded(t, "answer", one.call_may_help ? "YES" : "NO"),
            lines ? one.shelters.map((id) => names.get(id) ?? "?").sort().join(", ") : one.shelters.length,
          ],
        }))}
      />
    </details>
  `;
}
