// @ts-check
// An agency refers somebody by the nine questions, and hears in three words where that stands.

import { useAct } from "../acts.js";
import { readAll, useAsked } from "../asking.js";
import { html, useState } from "../html.js";
import { UNASKED, bodyOf } from "../intake/answers.js";
import { Caller, Nine } from "../intake/nine.js";
import { Problem, Word } from "../parts.js";
import { Table } from "../table.js";

/**
 * @typedef {import("../app.js").Frame} Frame
 * @param {{frame: Frame}} given
 */
export function Referring({ frame }) {
  const { t } = frame;
  const { said: lines, problem, reload } = useAsked(() => readAll("/own-referrals", "referrals"), []);
  const [asking, setAsking] = useState(false);
  const sent = async () => {
    setAsking(false);
    await reload();
  };
  return html`
    <h1 tabindex="-1">${t("ownReferrals")}</h1>
    <${Problem} t=${t} problem=${problem} />
    ${asking
      ? html`<${Short} frame=${frame} sent=${sent} leave=${() => setAsking(false)} />`
      : html`<button type="button" class="first" onClick=${() => setAsking(true)}>${t("referOne")}</button>`}
    ${lines &&
    (lines.length === 0
      ? html`<p>${t("ownReferralsNone")}</p>`
      : html`<${Table}
          name="own-referrals"
          caption=${t("whereTheyStand")}
          head=${[t("reference"), t("caseState")]}
          rows=${lines.map((one) => ({
            key: one.id,
            cells: [one.id.slice(0, 8), html`<${Word} word=${one.status} of="progress" t=${t} />`],
          }))}
        />`)}
  `;
}

/** @param {{frame: Frame, sent: () => Promise<void>, leave: () => void}} given */
function Short({ frame, sent, leave }) {
  const { t } = frame;
  const [a, setA] = useState({ ...UNASKED, referrer_kind: "OTHER" });
  const { act, problem } = useAct(frame, sent);
  const [busy, setBusy] = useState(false);
  const put = (/** @type {keyof import("../intake/answers.js").Answers} */ name, /** @type {any} */ value) =>
    setA((before) => ({ ...before, [name]: value }));

  async function send(/** @type {SubmitEvent} */ event) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    await act("referred", "POST", "/own-referrals", bodyOf(a, "", 1, new Date()).answers);
    setBusy(false);
  }

  return html`
    <form method="post" class="intake" autocomplete="off" onSubmit=${send}>
      <p class="hint">${t("referWhy")}</p>
      <${Caller} a=${a} put=${put} frame=${frame} />
      <${Nine} a=${a} put=${put} frame=${frame} calls=${false} />
      <${Problem} t=${t} problem=${problem} />
      <div class="acts">
        <button type="submit" aria-disabled=${busy ? "true" : undefined}>${t("referSend")}</button>
        <button type="button" onClick=${leave}>${t("cancel")}</button>
      </div>
    </form>
  `;
}
