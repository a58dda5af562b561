// @ts-check
// Every program that has an account: what it may, and whether what happens reaches it.

import { html } from "../html.js";
import { Moment, Word } from "../parts.js";
import { Part } from "../partner/unfold.js";
import { Table } from "../table.js";
import { worded } from "../texts.js";

/** @param {{frame: import("../app.js").Frame, services: import("./program.js").Service[]}} given */
export function Programs({ frame, services }) {
  const { t } = frame;
  const live = services.filter((one) => !one.ended_at);
  return html`
    <${Part} name="programs" title=${t("programs")} t=${t}>
      <p class="hint">${t("programsWhy")}</p>
      ${live.length === 0
        ? html`<p>${t("programsNone")}</p>`
        : html`<${Table}
            name="program-table"
            caption=${`${t("programsNow")} (${live.length})`}
            head=${[t("workName"), t("role"), t("mayDo"), t("eventHookId"), t("eventsWait")]}
            rows=${live.map((one) => ({
              key: one.id,
              cells: [
                one.handle,
                html`<${Word} word=${one.role} of="role" t=${t} />`,
                one.scopes.map((scope) => worded(t, "scope", scope)).join(", "),
                one.stopped_at
                  ? html`${one.hook} – ${t("eventHookStopped")} <${Moment} at=${one.stopped_at} frame=${frame} />`
                  : (one.hook ?? "–"),
                one.hook ? (one.waiting ?? 0) : "–",
              ],
            }))}
          />`}
    <//>
  `;
}
