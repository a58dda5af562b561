// @ts-check
// The report that stays among those who may see cases, and the cases behind it.

import { read, readAll, useAsked } from "../asking.js";
import { Day } from "../fields.js";
import { html, useState } from "../html.js";
import { Part } from "../partner/unfold.js";
import { Section } from "../section.js";
import { Table } from "../table.js";
import { Tables } from "./tables.js";

/** @typedef {import("../app.js").Frame} Frame */

/** @param {{frame: Frame}} given */
export function Inside({ frame }) {
  const { t } = frame;
  return html`
    <${Section} title=${t("insideReport")}>
      <p class="hint">${t("insideReportWhy")}</p>
      <${Counted} frame=${frame} />
    <//>
  `;
}

/** @param {{frame: Frame}} given */
function Counted({ frame }) {
  const { t } = frame;
  const { said, problem } = useAsked(() => read("/inside-report"), []);
  const [open, setOpen] = useState(false);
  return html`
    ${!said && !problem && html`<p role="status">${t("loading")}</p>`}
    <${Part} name="inside-figures" title=${said ? html`<span lang="en">${said.time}</span>` : t("insideReport")} problem=${problem} t=${t}>
      ${said && html`<${Tables} told=${said} name="inside" frame=${frame} />`}
    <//>
    ${open
      ? html`<${Cases} frame=${frame} />`
      : html`<button type="button" onClick=${() => setOpen(true)}>${t("casesBehind")}</button>`}
  `;
}

/** @param {{frame: Frame}} given */
function Cases({ frame }) {
  const { t } = frame;
  const { said: cases, problem } = useAsked(() => readAll("/inside-report/cases", "cases"), []);
  return html`
    <${Part} name="inside-cases" title=${t("casesBehind")} problem=${problem} t=${t}>
      ${!cases && !problem && html`<p role="status">${t("loading")}</p>`}
      ${cases &&
      html`<${Table}
        name="inside-case-table"
        caption=${t("casesCounted")}
        head=${["caseName", "receivedOn", "referredBy", "howFar", "firstOption", "firstBed", "sheDeclined", "houseRefused", "nightsInAll", "movesInAll", "leftFor"].map(t)}
        rows=${cases.map((one) => ({
          key: one.code_name,
          cells: [
            one.code_name,
            html`<${Day} on=${one.received_on} frame=${frame} />`,
            ...[one.referrer, one.step, one.first_option, one.first_bed, one.decline, one.refusal, one.nights, one.moves, one.left].map(
              (word) => (word === null ? "–" : html`<code lang="en">${word}</code>`),
            ),
          ],
        }))}
      />`}
    <//>
  `;
}
