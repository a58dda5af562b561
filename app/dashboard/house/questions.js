// @ts-check
// The thread between the house and the coordinators: by role, without a case.

import { read, useAct, useAsked } from "../asking.js";
import { Lines } from "../fields.js";
import { html, useState } from "../html.js";
import { Form, Moment, Problem, Word } from "../parts.js";

/** @param {{shelter: string, frame: import("../app.js").Frame, label: string}} given */
export function Questions({ shelter, frame, label }) {
  const { t } = frame;
  const path = `/shelters/${shelter}/questions`;
  const { said, problem, reload } = useAsked(() => read(path), [path]);
  const { act, problem: refused } = useAct(frame, reload);
  const [sent, setSent] = useState(0);

  /** @param {Record<string, string>} typed */
  async function ask(typed) {
    if (await act("questionSent", "POST", path, { said: typed.said })) setSent(sent + 1);
  }

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
      <${Form} key=${sent} send=${ask} label=${t("send")}>
        <${Lines} id="question" name="said" label=${label} hint=${t("noNames")} longest=${500} />
      <//>
    </div>
  `;
}
