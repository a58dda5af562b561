// @ts-check
// Tasks: what somebody has to do until when; a person takes one, or says that it is done.

import { call } from "../api.js";
import { html, useState } from "../html.js";
import { useList } from "../list.js";
import { useLive } from "../live.js";
import { Moment, Problem, Word, problemText } from "../parts.js";

/** Ended by what somebody decides, where that is decided: no word ends them. */
export const DECIDED = new Set(["REVIEW_COMPLAINT", "REVIEW_EXCLUSION", "EXPENSE"]);

/** @param {{frame: import("../app.js").Frame}} given */
export function Tasks({ frame }) {
  const { t } = frame;
  const { lines, problem, reload, more } = useList("/tasks", "tasks");
  useLive(["tasks"], reload);
  const [refused, setRefused] = useState("");

  async function act(/** @type {string} */ id, /** @type {"take" | "done"} */ what) {
    const got = await call("POST", `/tasks/${id}/${what}`, what === "done" ? {} : undefined);
    setRefused(got.ok ? "" : problemText(got));
    if (got.ok) {
      frame.say(what === "done" ? "taskDone" : "taskTaken");
      reload();
    }
  }

  const inOrder = lines && [...lines].sort((a, b) => a.due_at.localeCompare(b.due_at));
  return html`
    <h1 tabindex="-1">${t("tasks")}</h1>
    <${Problem} t=${t} problem=${refused || problem} />
    ${inOrder === null
      ? !problem && html`<p>${t("loading")}</p>`
      : inOrder.length === 0
        ? html`<p>${t("tasksNone")}</p>`
        : html`
            <ul class="cards">
              ${inOrder.map(
                (line) => html`
                  <li class="card" key=${line.id}>
                    <h2><${Word} word=${line.kind} of="task" t=${t} /></h2>
                    <p>${t("until")} <${Moment} at=${line.due_at} frame=${frame} /></p>
                    ${line.overdue && html`<p>${t("overdue")}</p>`}
                    ${line.code_name && html`<p>${t("forCase")}: ${line.code_name}</p>`}
                    ${line.owner && html`<p>${t("owner")}: ${line.owner}</p>`}
                    ${!line.mine &&
                    html`<button type="button" onClick=${() => act(line.id, "take")}>${t("take")}</button>`}
                    ${!DECIDED.has(line.kind) &&
                    html`<button type="button" onClick=${() => act(line.id, "done")}>${t("done")}</button>`}
                  </li>
                `,
              )}
            </ul>
          `}
    ${more && html`<button type="button" onClick=${more}>${t("more")}</button>`}
    <p><button type="button" class="link" onClick=${reload}>${t("refresh")}</button></p>
  `;
}
