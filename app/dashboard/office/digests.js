// @ts-check
// What others read the day before: a second person looks at it and says so.

import { useAct } from "../acts.js";
import { readAll, useAsked } from "../asking.js";
import { Day } from "../fields.js";
import { html, useState } from "../html.js";
import { Moment, Word } from "../parts.js";
import { Part } from "../partner/unfold.js";
import { Table } from "../table.js";

/** @typedef {import("../app.js").Frame} Frame */

/** @param {{frame: Frame}} given */
export function Digests({ frame }) {
  const { t } = frame;
  const { said: digests, problem, reload } = useAsked(() => readAll("/reading-digests", "digests"), []);
  const { act, problem: refused } = useAct(frame, reload);
  return html`
    <${Part} name="digests" title=${t("digests")} problem=${refused || problem} t=${t}>
      ${digests?.length === 0 && html`<p>${t("digestsNone")}</p>`}
      <ul class="cards">
        ${(digests ?? []).map(
          (one) => html`<${Digest} key=${one.id} one=${one} frame=${frame} seen=${() =>
            act("digestSeen", "POST", `/reading-digests/${one.id}/acknowledge`)} />`,
        )}
      </ul>
    <//>
  `;
}

/** @param {{one: any, frame: Frame, seen: () => Promise<unknown>}} given */
function Digest({ one, frame, seen }) {
  const { t } = frame;
  const [open, setOpen] = useState(false);
  return html`
    <li class="card">
      <h3><${Day} on=${one.made_on} frame=${frame} /></h3>
      <p>${t("until")} <${Moment} at=${one.due_at} frame=${frame} /></p>
      ${open
        ? html`
            <${Lines} id=${one.id} frame=${frame} />
            <button type="button" class="first" onClick=${seen}>${t("haveLooked")}</button>
          `
        : html`<button type="button" onClick=${() => setOpen(true)}>${t("look")}</button>`}
    </li>
  `;
}

/** @param {{id: string, frame: Frame}} given */
function Lines({ id, frame }) {
  const { t } = frame;
  const { said: lines, problem } = useAsked(() => readAll(`/reading-digests/${id}`, "readings"), [id]);
  if (!lines) return html`<p>${t(problem || "loading")}</p>`;
  return html`<${Table}
    name=${`digest-${id}`}
    caption=${t("whoReadWhat")}
    head=${[t("forCase"), t("reader"), t("role"), t("dayRead"), t("act"), t("purpose"), t("times")]}
    rows=${lines.map((one) => ({
      key: one.id,
      cells: [
        one.case,
        one.reader,
        html`<${Word} word=${one.role} of="role" t=${t} />`,
        html`<${Day} on=${one.read_on} frame=${frame} />`,
        html`<code>${one.act}</code>`,
        one.purpose ?? "–",
        one.times,
      ],
    }))}
  />`;
}
