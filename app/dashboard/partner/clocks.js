// @ts-check
// Her legal track and what runs out when, for her lawyer.

import { read, useAsked } from "../asking.js";
import { html } from "../html.js";
import { Word } from "../parts.js";
import { Table } from "../table.js";
import { Day, Part } from "./unfold.js";

/** @param {{at: string, frame: import("../app.js").Frame}} given */
export function Clocks({ at, frame }) {
  const { t } = frame;
  const { said: body, problem } = useAsked(() => read(`${at}/clocks`), [at]);
  const track = (/** @type {string} */ word) => html`<${Word} word=${word} of="track" t=${t} />`;
  const day = (/** @type {string | null} */ on) => html`<${Day} on=${on} frame=${frame} />`;
  return html`
    <${Part} name="clocks" title=${t("legalClocks")} problem=${problem} t=${t}>
      ${!body
        ? !problem && html`<p>${t("loading")}</p>`
        : html`
            ${body.clocks.length === 0
              ? html`<p>${t("clocksNone")}</p>`
              : html`<${Table}
                  name="clock-table"
                  caption=${t("runsOut")}
                  head=${[t("clock"), t("due"), t("remindOn"), t("renewable")]}
                  rows=${body.clocks.map((/** @type {any} */ one, /** @type {number} */ n) => ({
                    key: `${n}`,
                    cells: [
                      track(one.name),
                      html`<strong>${day(one.due)}</strong>`,
                      one.remind.map((/** @type {string} */ on) => html`<div key=${on}>${day(on)}</div>`),
                      t(one.renewable ? "answer.YES" : "answer.NO"),
                    ],
                  }))}
                />`}
            ${body.periods.length > 0 &&
            html`<${Table}
              name="period-table"
              caption=${t("periods")}
              head=${[t("legalTrack"), t("begins"), t("until")]}
              rows=${body.periods.map((/** @type {any} */ one, /** @type {number} */ n) => ({
                key: `${n}`,
                cells: [track(one.track), day(one.first), day(one.to)],
              }))}
            />`}
          `}
    <//>
  `;
}
