// @ts-check
// What is to be done around her, by whoever reads it: the own ones are done with one press.

import { useAct } from "../acts.js";
import { read, useAsked } from "../asking.js";
import { html } from "../html.js";
import { Moment, Word } from "../parts.js";
import { Part } from "./unfold.js";

/** @param {{at: string, frame: import("../app.js").Frame}} given */
export function Actions({ at, frame }) {
  const { t } = frame;
  const { said: body, problem, reload } = useAsked(() => read(`${at}/follow-up-actions`), [at]);
  const { problem: refused, act } = useAct(frame, reload);
  return html`
    <${Part} name="actions" title=${t("ownFollowUp")} problem=${refused || problem} t=${t}>
      ${!body
        ? !problem && html`<p>${t("loading")}</p>`
        : body.actions.length === 0
          ? html`<p>${t("followUpNone")}</p>`
          : html`
              <ul class="cards">
                ${body.actions.map(
                  (/** @type {any} */ one) => html`
                    <li class="card row" key=${one.id}>
                      <div>
                        <h3><${Word} word=${one.kind} of="action" t=${t} /></h3>
                        <p>
                          <${Word} word=${one.state} of="actionstate" t=${t} /> · ${t("lastsUntil")}${" "}
                          <${Moment} at=${one.due_at} frame=${frame} />
                          ${one.place && html` · <${Word} word=${one.place} of="meets" t=${t} />`}
                        </p>
                        ${one.mine && html`<p class="hint">${t("yours")}</p>`}
                      </div>
                      ${one.mine &&
                      one.state === "OPEN" &&
                      html`<button
                        type="button"
                        class="first"
                        onClick=${() => act("actionDone", "POST", `${at}/follow-up-actions/${one.id}/done`)}
                      >
                        ${t("done")}
                      </button>`}
                    </li>
                  `,
                )}
              </ul>
            `}
    <//>
  `;
}
