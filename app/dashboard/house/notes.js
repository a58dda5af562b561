// @ts-check
// What one shift tells the next: short, of the house and of no case; gone after three days.

import { useAct } from "../acts.js";
import { read, useAsked } from "../asking.js";
import { Lines } from "../fields.js";
import { html } from "../html.js";
import { Moment, Problem } from "../parts.js";
import { Opens } from "../section.js";

/** @param {{shelter: string, frame: import("../app.js").Frame}} given */
export function ShiftNotes({ shelter, frame }) {
  const { t } = frame;
  const path = `/shelters/${shelter}/shift-notes`;
  const { said, problem, reload } = useAsked(() => read(path), [path]);
  const { act, problem: refused } = useAct(frame, reload);

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
      <${Opens} label=${t("tellNext")} t=${t} send=${(/** @type {any} */ typed) => act("noteKept", "POST", path, { said: typed.note })}>
        <${Lines} id="note" name="note" label=${t("toNextShift")} hint=${t("noteHint")} longest=${200} />
      <//>
    </section>
  `;
}
