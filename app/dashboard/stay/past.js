// @ts-check
// What has to be done for her, and how her case came to where it is.

import { useAct } from "../acts.js";
import { read, readAll, useAsked } from "../asking.js";
import { html } from "../html.js";
import { Moment, Problem, Word } from "../parts.js";
import { DECIDED } from "../views/tasks.js";

/** @param {import("./reading.js").Given} given */
export function CaseTasks({ stay, frame, reload }) {
  const { t } = frame;
  const id = stay.her?.id;
  const { said, problem, reload: again } = useAsked(
    async () => (await readAll("/tasks", "tasks")).filter((one) => one.referral === id),
    [id],
  );
  const { act, problem: refused } = useAct(frame, async () => {
    await again();
    await reload();
  });
  if (!said) return html`<${Problem} t=${t} problem=${problem} />`;
  const inOrder = [...said].sort((a, b) => a.due_at.localeCompare(b.due_at));
  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    ${inOrder.length === 0 && html`<p>${t("tasksNone")}</p>`}
    <ul class="lines">
      ${inOrder.map(
        (one) => html`
          <li key=${one.id}>
            <span><${Word} word=${one.kind} of="task" t=${t} /></span>
            <span class="hint">
              ${t("until")} <${Moment} at=${one.due_at} frame=${frame} />${one.owner && html`; ${t("owner")}: ${one.owner}`}
              ${one.overdue && html` <strong class="late">${t("overdue")}</strong>`}
            </span>
            ${!one.mine && html`<button type="button" onClick=${() => act("taskTaken", "POST", `/tasks/${one.id}/take`)}>${t("take")}</button>`}
            ${!DECIDED.has(one.kind) &&
            html`<button type="button" onClick=${() => act("taskDone", "POST", `/tasks/${one.id}/done`, {})}>${t("done")}</button>`}
          </li>
        `,
      )}
    </ul>
  `;
}

/** @param {import("./reading.js").Given} given */
export function Steps({ stay, frame }) {
  const { t } = frame;
  const path = `/referrals/${stay.her?.id}/steps`;
  const { said, problem } = useAsked(() => read(path), [path]);
  if (!said) return html`<${Problem} t=${t} problem=${problem} />`;
  const own = said.steps.filter((/** @type {any} */ one) => one.machine === "REFERRAL");
  return html`
    <ol class="lines">
      ${own.map(
        (/** @type {any} */ one) => html`
          <li key=${one.id}>
            <span><${Word} word=${one.before} of="state" t=${t} /> → <strong><${Word} word=${one.after} of="state" t=${t} /></strong></span>
            <span class="hint"><${Moment} at=${one.at} frame=${frame} /></span>
          </li>
        `,
      )}
    </ol>
  `;
}
