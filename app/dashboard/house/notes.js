// @ts-check
// What one shift tells the next: short, of the house and of no case; gone after three days.

import { read, useAct, useAsked } from "../asking.js";
import { Lines } from "../fields.js";
import { html, useState } from "../html.js";
import { Form, Moment, Problem } from "../parts.js";

/** @param {{shelter: string, frame: import("../app.js").Frame}} given */
export function ShiftNotes({ shelter, frame }) {
  const { t } = frame;
  const path = `/shelters/${shelter}/shift-notes`;
  const { said, problem, reload } = useAsked(() => read(path), [path]);
  const { act, problem: refused } = useAct(frame, reload);
  const [sent, setSent] = useState(0);

  /** @param {Record<string, string>} typed */
  async function tell(typed) {
    if (await act("noteKept", "POST", path, { said: typed.note })) setSent(sent + 1);
  }

  return html`
    <section aria-labelledby="notes">
      <h2 id="notes">${t("shiftNotes")}</h2>
      <${Problem} t=${t} problem=${refused || problem} />
      <ol class="thread">
        ${(said?.notes ?? []).map(
          (/** @type {any} */ one) => html`
            <li key=${one.id}>
              <p class="said">${one.said}</p>
              <p class="hint">
                <${Moment} at=${one.said_at} frame=${frame} />${one.mine && html`, ${t("byMe")}`}${" "}
                <button type="button" class="link" aria-label=${`${t("noteSettled")}: ${one.said}`} onClick=${() => act("noteGone", "DELETE", `${path}/${one.id}`)}>
                  ${t("noteSettled")}
                </button>
              </p>
            </li>
          `,
        )}
      </ol>
      <${Form} key=${sent} send=${tell} label=${t("tellNext")}>
        <${Lines} id="note" name="note" label=${t("toNextShift")} hint=${t("noteHint")} longest=${200} />
      <//>
    </section>
  `;
}
