// @ts-check
// The tables of a report, each with what is counted in it. Their words are the service's own, in
// English, as in the files: a figure has one name wherever it is read.

import { html } from "../html.js";
import { Table } from "../table.js";
import { LOCALE } from "../texts.js";

/**
 * @typedef {{word: string, label: string, numbers: (number | null)[]}} Row
 * @typedef {{name: string, title: string, definition: string, source: string, columns: string[], rows: Row[]}} Counts
 * @param {{told: {note: string, tables: Counts[]}, name: string, frame: import("../app.js").Frame}} given
 */
export function Tables({ told, name, frame }) {
  const { t } = frame;
  const number = new Intl.NumberFormat(LOCALE[frame.language]);
  return html`
    <p lang="en">${told.note}</p>
    ${told.tables.map(
      (table) => html`
        <div key=${table.name} class="counted">
          <${Table}
            name=${`${name}-${table.name}`}
            caption=${html`<span lang="en">${table.title}</span>`}
            head=${[t("figureLine"), ...table.columns.map((column) => html`<span lang="en">${column}</span>`)]}
            rows=${table.rows.map((row) => ({
              key: row.word,
              cells: [
                html`<span lang="en">${row.label}</span>`,
                ...row.numbers.map((one) => (one === null ? t("hiddenNumber") : number.format(one))),
              ],
            }))}
          />
          <p class="hint" lang="en">${table.definition}</p>
        </div>
      `,
    )}
  `;
}
