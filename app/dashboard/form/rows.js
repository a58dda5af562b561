// @ts-check
// Rows of a part that is saved as a whole: one more, one fewer, and the save.

import { html } from "../html.js";

/**
 * @typedef {import("../app.js").Frame} Frame
 * @typedef {{one: any, parts: any, frame: Frame, coordinator: boolean,
 *   save: (method: string, part: string, body: object) => Promise<boolean>}} Part
 */

/**
 * @template T
 * @param {{rows: T[], set: (rows: T[]) => void, empty: T, most: number, name: string,
 *   show: (row: T, put: (change: Partial<T>) => void, id: string) => unknown, frame: Frame}} given
 */
export function Rows({ rows, set, empty, most, name, show, frame }) {
  const { t } = frame;
  return html`
    <ol class="entries">
      ${rows.map(
        (row, n) => html`
          <li key=${n}>
            <div class="row">
              ${show(
                row,
                (change) => set(rows.map((other, at) => (at === n ? { ...other, ...change } : other))),
                `${name}-${n}`,
              )}
            </div>
            <button type="button" class="link" aria-label=${`${t("remove")} ${n + 1}`} onClick=${() => set(rows.filter((_, at) => at !== n))}>
              ${t("remove")}
            </button>
          </li>
        `,
      )}
    </ol>
    ${rows.length < most && html`<button type="button" onClick=${() => set([...rows, empty])}>${t("addRow")}</button>`}
  `;
}

/**
 * The save of one part.
 * @param {{send: () => Promise<unknown>, frame: Frame}} given
 */
export function Save({ send, frame }) {
  return html`<p><button type="button" class="first" onClick=${send}>${frame.t("savePart")}</button></p>`;
}
