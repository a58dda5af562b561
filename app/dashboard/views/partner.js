// @ts-check
// The page of those beside ROSA: an agency refers, the others have their own cases by pseudonym.

import { readAll, useAsked } from "../asking.js";
import { html } from "../html.js";
import { useLive } from "../live.js";
import { Moment, Problem, Word } from "../parts.js";
import { Offices, Refunds } from "../partner/municipality.js";
import { Referring } from "../partner/referring.js";

/**
 * @typedef {import("../app.js").Frame} Frame
 * @param {{frame: Frame, session: import("../app.js").Session}} given
 */
export function Partner({ frame, session }) {
  if (session.role === "REFERRER") return html`<${Referring} frame=${frame} />`;
  return html`<${OwnCases} frame=${frame} role=${session.role} />`;
}

/** @param {{frame: Frame, role: string}} given */
function OwnCases({ frame, role }) {
  const { t } = frame;
  const cases = useAsked(() => readAll("/own-cases", "cases"), []);
  const tasks = useAsked(() => readAll("/tasks", "tasks"), []);
  useLive(["tasks"], () => {
    cases.reload();
    tasks.reload();
  });
  return html`
    <h1 tabindex="-1">${t("partner")}</h1>
    <p class="hint">${t("ownCasesWhy")}</p>
    <${Problem} t=${t} problem=${cases.problem || tasks.problem} />
    ${cases.said === null
      ? !cases.problem && html`<p>${t("loading")}</p>`
      : cases.said.length === 0
        ? html`<p>${t("ownCasesNone")}</p>`
        : html`
            <ul class="cards">
              ${cases.said.map(
                (line) => html`
                  <${Line}
                    key=${line.id}
                    line=${line}
                    frame=${frame}
                    tasks=${(tasks.said ?? []).filter((one) => one.case === line.id)}
                  />
                `,
              )}
            </ul>
          `}
    ${role === "MUNICIPALITY" &&
    html`<${Refunds} frame=${frame} /><${Offices} frame=${frame} />`}
  `;
}

/** @param {{line: any, tasks: any[], frame: Frame}} given */
function Line({ line, tasks, frame }) {
  const { t } = frame;
  return html`
    <li class="card own-case">
      <div>
        <h2>${line.code_name}</h2>
        <p><${State} state=${line.state} t=${t} /></p>
      </div>
      <ul class="plain">
        ${tasks.map(
          (one) => html`
            <li key=${one.id} class=${one.overdue ? "late" : ""}>
              <strong><${Word} word=${one.kind} of="task" t=${t} /></strong>
              <span> · ${one.overdue ? `${t("overdue")} · ` : ""}${t("until")} </span>
              <${Moment} at=${one.due_at} frame=${frame} />
            </li>
          `,
        )}
        ${tasks.length === 0 && html`<li class="hint">${t("tasksNone")}</li>`}
      </ul>
      <button type="button" aria-label=${`${t("ownOpenCase")} ${line.code_name}`} onClick=${() => frame.go("own_case", { id: line.id })}>
        ${t("ownOpenCase")}
      </button>
    </li>
  `;
}

/**
 * Where a case stands: in three words, or for the police in the words of ROSA.
 * @param {{state: string, t: (key: string) => string}} given
 */
export function State({ state, t }) {
  const three = ["RECEIVED", "IN_PROGRESS", "CLOSED"].includes(state);
  return html`<${Word} word=${state} of=${three ? "progress" : "state"} t=${t} />`;
}
