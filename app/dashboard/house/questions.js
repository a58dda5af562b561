// @ts-check
// The thread between the house and the coordinators: by role, without a case.

import { useAct } from "../acts.js";
import { read, useAsked } from "../asking.js";
import { Lines } from "../fields.js";
import { html } from "../html.js";
import { Moment, Problem, Word } from "../parts.js";
import { Opens } from "../section.js";

/** @param {{shelter: string, frame: import("../app.js").Frame, label: string}} given */
export function Questions({ shelter, frame, label }) {
  const { t } = frame;
  const path = `/shelters/${shelter}/questions`;
  const { said, problem, reload } = useAsked(() => read(path), [path]);
  const { act, problem: refused } = useAct(frame, reload);

  return html`
    <div>
      <${Problem} t=${t} problem=${refused || problem} />
      <ol class="thread">
        ${(said?.messages ?? []).map(
          (/** @type {any} */ one) => html`
            <li key=${one.id}>
              <p class="hint"><${Word} word=${one.from_role} of="role" t=${t} />, <${Moment} at=${one.said_at} frame=${frame} /></p>
              <p class="said">${one.said}</p>
            </li>
          `,
        )}
      </ol>
      <${Opens} label=${label} t=${t} send=${(/** @type {any} */ typed) => act("questionSent", "POST", path, { said: typed.said })}>
        <${Lines} id="question" name="said" label=${t("whatToSay")} hint=${t("noNames")} longest=${500} />
      <//>
    </div>
  `;
}
