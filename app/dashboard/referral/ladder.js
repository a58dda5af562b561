// @ts-check
// No safe bed: who is doing what until when, and the words to say meanwhile.

import { worded } from "../texts.js";
import { Clock } from "../clock.js";
import { html } from "../html.js";
import { said } from "./assumed.js";

/** @param {{found: any, frame: import("../app.js").Frame}} given */
export function Ladder({ found, frame }) {
  const { t, language } = frame;
  return html`
    <div class="card" role="group" aria-labelledby="ladder">
      <h3 id="ladder">${t("ladder")}</h3>
      ${found.say.length > 0 &&
      html`<ul class="say">${found.say.map((/** @type {any} */ word) => html`<li key=${word.code}>${said(word, language)}</li>`)}</ul>`}
      <ol class="rungs">
        ${found.ladder.map(
          (/** @type {any} */ rung) => html`
            <li key=${rung.task}>
              <strong>${worded(t, "task", rung.kind)}</strong>
              <span>${t("owner")}: ${rung.owner ?? t("nobodyNamed")}</span>
              ${rung.state === "OPEN"
                ? html`<${Clock} until=${rung.due_at} frame=${frame} />`
                : html`<span>${rung.outcome ? worded(t, "outcome", rung.outcome) : t("stepOver")}</span>`}
              <q>${said(rung.say, language)}</q>
            </li>
          `,
        )}
      </ol>
      ${found.would_free.length > 0 &&
      html`
        <h4>${t("wouldFree")}</h4>
        <ul>${found.would_free.map((/** @type {any} */ word) => html`<li key=${word.code}>${said(word, language)}</li>`)}</ul>
      `}
      <p><button type="button" class="link" onClick=${() => frame.go("tasks")}>${t("toTasks")}</button></p>
    </div>
  `;
}
