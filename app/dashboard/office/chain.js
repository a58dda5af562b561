// @ts-check
// The chain of acts as the auditor reads it: a page from a number on, of everything or of one subject.

import { call } from "../api.js";
import { html, useState } from "../html.js";
import { Field, Form, Moment, Word, problemText } from "../parts.js";
import { Part } from "../partner/unfold.js";
import { Table } from "../table.js";

const PAGE = 50;

/** @param {{frame: import("../app.js").Frame}} given */
export function Chain({ frame }) {
  const { t } = frame;
  const [head, setHead] = useState(/** @type {any} */ (null));
  const [found, setFound] = useState(/** @type {{events: any[], next: number | null, subject: string} | null} */ (null));
  const [problem, setProblem] = useState("");

  /**
   * @param {number} after
   * @param {string} subject
   */
  async function look(after, subject) {
    const of = subject ? `&subject=${encodeURIComponent(subject)}` : "";
    const answer = await call("GET", `/audit-events?limit=${PAGE}&after=${after}${of}`);
    setProblem(answer.ok ? "" : problemText(answer));
    if (answer.ok) setFound({ ...answer.body, subject });
  }

  async function readHead() {
    const answer = await call("GET", "/audit/head");
    setProblem(answer.ok ? "" : problemText(answer));
    if (answer.ok) setHead(answer.body);
    return answer.ok ? answer.body.seq : 0;
  }

  return html`
    <${Part} name="chain" title=${t("chain")} problem=${problem} t=${t}>
      <p class="hint">${t("chainWhy")}</p>
      <div class="acts">
        <button type="button" class="first" onClick=${async () => look(Math.max(0, (await readHead()) - PAGE), "")}>
          ${t("newestActs")}
        </button>
      </div>
      ${head &&
      html`<p>${t("head")}: <strong>${head.seq}</strong> <code>${head.link}</code></p>`}
      <div class="filters"><${Form}
        label=${t("lookUp")}
        send=${async (/** @type {Record<string, string>} */ typed) => look(Number(typed.after || 0), typed.subject ?? "")}
      >
        <${Field} name="after" label=${t("afterNumber")} type="number" value="0" min="0" />
        <${Field} name="subject" label=${t("subject")} hint=${t("subjectHint")} required=${false} pattern="[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}" />
      <//></div>
      ${found &&
      html`
        <${Table}
          name="chain-table"
          caption=${t("acts")}
          head=${[t("ownNumber"), t("at"), t("act"), t("role"), t("actor"), t("subject"), t("purpose"), t("detail")]}
          rows=${found.events.map((one) => ({
            key: String(one.seq),
            cells: [
              one.seq,
              html`<${Moment} at=${one.at} frame=${frame} />`,
              html`<code>${one.act}</code>`,
              one.role ? html`<${Word} word=${one.role} of="role" t=${t} />` : t("itself"),
              one.actor ? html`<code>${one.actor.slice(0, 8)}</code>` : "–",
              one.subject
                ? html`${one.subject_kind}${" "}
                    <button type="button" class="link" aria-label=${`${t("onlyThis")} ${one.subject}`} onClick=${() => look(0, one.subject)}>
                      ${one.subject.slice(0, 8)}
                    </button>`
                : (one.subject_kind ?? "–"),
              one.purpose ?? "–",
              Object.entries(one.detail).map(([name, value]) => html`<div key=${name}>${name}: ${value}</div>`),
            ],
          }))}
        />
        ${found.next !== null &&
        html`<button type="button" onClick=${() => look(/** @type {number} */ (found.next), found.subject)}>${t("more")}</button>`}
      `}
    <//>
  `;
}
