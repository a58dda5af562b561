// @ts-check
// Broken glass: who opened what alone, why, and whether somebody else finds it justified.

import { useAct } from "../acts.js";
import { readAll, useAsked } from "../asking.js";
import { Radios } from "../chooser.js";
import { Lines } from "../fields.js";
import { html } from "../html.js";
import { Form, Moment, Word } from "../parts.js";
import { Part, Unfold } from "../partner/unfold.js";

const VERDICTS = Object.freeze(["JUSTIFIED", "NOT_JUSTIFIED"]);

/** @param {{frame: import("../app.js").Frame}} given */
export function Breaks({ frame }) {
  const { t } = frame;
  const { said: breaks, problem, reload } = useAsked(() => readAll("/glass-breaks", "breaks"), []);
  const { act, problem: refused } = useAct(frame, reload);
  return html`
    <${Part} name="breaks" title=${t("breaks")} problem=${refused || problem} t=${t}>
      ${breaks?.length === 0 && html`<p>${t("breaksNone")}</p>`}
      <ul class="cards">
        ${(breaks ?? []).map(
          (one) => html`
            <li class="card" key=${one.id}>
              <h3>${one.by} · ${one.case} · <${Word} word=${one.field_group} of="sealed" t=${t} /></h3>
              <p><strong><${Word} word=${one.reason_code} of="glass" t=${t} /></strong></p>
              <p class="said">${one.reason}</p>
              <p class="hint">
                <${Moment} at=${one.broken_at} frame=${frame} /> · ${t("reviewBy")} <${Moment} at=${one.review_due} frame=${frame} />
              </p>
              <${Unfold} title=${t("reviewIt")}>
                <${Form}
                  label=${t("reviewSend")}
                  send=${async (/** @type {Record<string, string>} */ typed) => {
                    const sent = { verdict: typed.verdict, finding: typed.finding };
                    await act("judgedIt", "POST", `/glass-breaks/${one.id}/review`, sent);
                  }}
                >
                  <${Radios} t=${t} name="verdict" label=${t("verdict")} of="verdict" words=${VERDICTS} required />
                  <${Lines} id=${`finding-${one.id}`} name="finding" label=${t("finding")} hint=${t("reasonHint")} longest=${280} />
                <//>
              <//>
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}
