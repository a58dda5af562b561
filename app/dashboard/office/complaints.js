// @ts-check
// Complaints and exclusions: how many of each, and those that wait for somebody independent.

import { useAct } from "../acts.js";
import { read, readAll, useAsked } from "../asking.js";
import { Radios } from "../chooser.js";
import { Lines } from "../fields.js";
import { html } from "../html.js";
import { Form, Moment, Word } from "../parts.js";
import { Part, Unfold } from "../partner/unfold.js";
import { Table } from "../table.js";

const VERDICTS = Object.freeze(["RIGHT", "PARTLY", "NOT_RIGHT"]);

/** @param {{frame: import("../app.js").Frame}} given */
export function Complaints({ frame }) {
  const { t } = frame;
  const { said, problem, reload } = useAsked(both, []);
  const { act, problem: refused } = useAct(frame, reload);
  const counts = said?.counts ?? [];
  return html`
    <${Part} name="complaints" title=${t("complaints")} problem=${refused || problem} t=${t}>
      ${said &&
      (counts.length === 0
        ? html`<p>${t("complaintsNone")}</p>`
        : html`<${Table}
            name="complaint-counts"
            caption=${t("complaintCounts")}
            head=${[t("about"), t("kind"), t("verdict"), t("ownNumber"), t("overdue")]}
            rows=${counts.map((/** @type {any} */ one, /** @type {number} */ n) => ({
              key: `${n}`,
              cells: [
                one.about ? html`<${Word} word=${one.about} of="objects" t=${t} />` : t("answer.UNKNOWN"),
                html`<${Word} word=${one.kind} of="complaint" t=${t} />`,
                one.verdict ? html`<${Word} word=${one.verdict} of="right" t=${t} />` : t("waits"),
                one.number,
                one.late,
              ],
            }))}
          />`)}
      <ul class="cards">
        ${(said?.waiting ?? []).map(
          (one) => html`
            <li class="card" key=${one.id}>
              <h3>${one.case} · <${Word} word=${one.about} of="objects" t=${t} /></h3>
              <p class="said">${one.reason}</p>
              <p class="hint">${t("reviewBy")} <${Moment} at=${one.due_at} frame=${frame} /></p>
              <${Unfold} title=${t("reviewIt")}>
                <${Form}
                  label=${t("reviewSend")}
                  send=${async (/** @type {Record<string, string>} */ typed) => {
                    const sent = { verdict: typed.right, finding: typed.finding };
                    await act("judgedIt", "POST", `/complaints/${one.id}/review`, sent);
                  }}
                >
                  <${Radios} t=${t} name="right" label=${t("verdict")} of="right" words=${VERDICTS} required />
                  <${Lines} id=${`finding-${one.id}`} name="finding" label=${t("finding")} hint=${t("findingHint")} longest=${280} />
                <//>
              <//>
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}

async function both() {
  const [{ counts }, waiting] = await Promise.all([read("/complaint-counts"), readAll("/complaints", "complaints")]);
  return { counts, waiting };
}
