// @ts-check
// What somebody must do: open alarms, what waits for a second yes, tasks with their owner and clock.

import { call } from "../api.js";
import { readAll } from "../asking.js";
import { html, useState } from "../html.js";
import { Moment, Problem, Word, problemText } from "../parts.js";
import { Table } from "../table.js";
import { Age, Part } from "./part.js";

const FIRST = 10;

/** @typedef {import("../app.js").Frame} Frame */

/** @param {any[]} lines */
const count = (lines) => lines.length;

/** @param {{frame: Frame}} given */
export function Alarms({ frame }) {
  const { t } = frame;
  return html`<${Part}
    t=${t}
    name="alarms"
    nouns=${["alarms"]}
    ask=${() => readAll("/alarms", "alarms")}
    count=${count}
    hideEmpty=${true}
    show=${(/** @type {any[]} */ lines) => html`
      <ul class="burns">
        ${lines.slice(0, FIRST).map(
          (one) => html`<li key=${one.id}><strong><${Word} word=${one.kind} of="alarm" t=${t} /></strong> <${Age} at=${one.raised_at} t=${t} /></li>`,
        )}
      </ul>
      <button type="button" onClick=${() => frame.go("alarms")}>${t("toAlarms")}</button>
    `}
  />`;
}

/** @param {{frame: Frame}} given */
export function Approvals({ frame }) {
  const { t } = frame;
  return html`<${Part}
    t=${t}
    name="waitsForYes"
    nouns=${["approvals"]}
    ask=${async () => (await readAll("/approvals", "approvals")).filter((one) => !one.mine)}
    count=${count}
    hideEmpty=${true}
    show=${(/** @type {any[]} */ lines) => html`
      <ul>
        ${lines.slice(0, FIRST).map(
          (one) => html`<li key=${one.id}><${Word} word=${one.kind} of="approval" t=${t} /> <${Age} at=${one.asked_at} t=${t} /></li>`,
        )}
      </ul>
      <button type="button" onClick=${() => frame.go("approvals")}>${t("toApprovals")}</button>
    `}
  />`;
}

/** @param {{frame: Frame}} given */
export function Tasks({ frame }) {
  const { t } = frame;
  const [refused, setRefused] = useState("");

  /**
   * @param {string} id
   * @param {() => Promise<void>} reload
   */
  async function take(id, reload) {
    const answer = await call("POST", `/tasks/${id}/take`);
    setRefused(answer.ok ? "" : problemText(answer));
    if (answer.ok) frame.say("taskTaken");
    await reload();
  }

  return html`<${Part}
    t=${t}
    name="tasks"
    nouns=${["tasks"]}
    ask=${async () => (await readAll("/tasks", "tasks")).sort((a, b) => a.due_at.localeCompare(b.due_at))}
    count=${count}
    show=${(/** @type {any[]} */ lines, /** @type {() => Promise<void>} */ reload) => html`
      <${Problem} t=${t} problem=${refused} />
      ${lines.length === 0
        ? html`<p>${t("tasksNone")}</p>`
        : html`<${Table}
            name="tasks-table"
            caption=${t("mostUrgentFirst")}
            head=${[t("task"), t("forCase"), t("until"), t("owner")]}
            rows=${lines.slice(0, FIRST).map((one) => ({
              key: one.id,
              cells: [
                html`<${Word} word=${one.kind} of="task" t=${t} />`,
                one.referral
                  ? html`<button type="button" class="link" onClick=${() => frame.go("referral", { id: one.referral })}>
                      ${one.code_name}
                    </button>`
                  : t("ofNoCase"),
                html`<${Moment} at=${one.due_at} frame=${frame} />${one.overdue && html` <strong class="late">${t("overdue")}</strong>`}`,
                one.mine
                  ? t("you")
                  : (one.owner ??
                    html`<button
                      type="button"
                      class="small"
                      aria-label=${`${t("take")}: ${one.code_name ?? ""}`}
                      onClick=${() => take(one.id, reload)}
                    >
                      ${t("take")}
                    </button>`),
              ],
            }))}
          />`}
      ${lines.length > FIRST && html`<button type="button" onClick=${() => frame.go("tasks")}>${t("allTasks")}</button>`}
    `}
  />`;
}
