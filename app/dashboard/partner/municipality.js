// @ts-check
// What a municipality decides and pays: the hand-over of a case, its refunds, how long its offices take.

import { useAct } from "../acts.js";
import { read, readIfThere, useAsked } from "../asking.js";
import { html } from "../html.js";
import { Moment, Word } from "../parts.js";
import { Table } from "../table.js";
import { LOCALE } from "../texts.js";
import { Part } from "./unfold.js";

/** @typedef {import("../app.js").Frame} Frame */

/** @param {{at: string, frame: Frame}} given */
export function HandOver({ at, frame }) {
  const { t } = frame;
  const { said: body, problem, reload } = useAsked(() => read(`${at}/hand-over`), [at]);
  const { problem: refused, act } = useAct(frame, reload);
  const offers = body?.hand_overs ?? [];
  const answer = (/** @type {boolean} */ accept, /** @type {string} */ told) =>
    act(told, "POST", `${at}/hand-over`, { accept });
  return html`
    <${Part} name="hand-over" title=${t("handOver")} problem=${refused || problem} t=${t}>
      ${body && offers.length === 0 && html`<p>${t("handOverNone")}</p>`}
      <ul class="cards">
        ${offers.map(
          (/** @type {any} */ one) => html`
            <li class="card" key=${one.id}>
              <h3><${Word} word=${one.state} of="handover" t=${t} /></h3>
              <p>${t("askedAt")} <${Moment} at=${one.offered_at} frame=${frame} /></p>
              ${one.state === "OFFERED" &&
              html`
                <p>${t("handOverAsk")}</p>
                <div class="acts">
                  <button type="button" class="first" onClick=${() => answer(true, "handOverYes")}>${t("weTakeOver")}</button>
                  <button type="button" onClick=${() => answer(false, "handOverNo")}>${t("weDoNot")}</button>
                </div>
              `}
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}

/** @param {{frame: Frame}} given */
export function Refunds({ frame }) {
  const { t } = frame;
  const { said: body, problem } = useAsked(() => readIfThere("/own-refunds"), []);
  const money = (/** @type {number} */ ore) =>
    new Intl.NumberFormat(LOCALE[frame.language], { style: "currency", currency: body.currency }).format(ore / 100);
  return html`
    <${Part} name="refunds" title=${t("refunds")} problem=${problem} t=${t}>
      ${body &&
      (body.refunds.length === 0
        ? html`<p>${t("refundsNone")}</p>`
        : html`<${Table}
            name="refund-table"
            caption=${t("byQuarter")}
            head=${[t("quarter"), t("ownNumber"), t("paidOut"), t("refunded"), t("stillOpen"), t("refundDue")]}
            rows=${body.refunds.map((/** @type {any} */ one) => ({
              key: `${one.organisation}-${one.quarter}`,
              cells: [
                one.quarter,
                one.number,
                money(one.paid_ore),
                money(one.refunded_ore),
                money(one.open_ore),
                t(one.above ? "answer.YES" : "answer.NO"),
              ],
            }))}
          />`)}
    <//>
  `;
}

/** @param {{frame: Frame}} given */
export function Offices({ frame }) {
  const { t } = frame;
  const { said: body, problem } = useAsked(() => readIfThere("/own-benefit-times"), []);
  const days = (/** @type {number | null} */ n) => (n === null ? t("answer.UNKNOWN") : `${n} ${t("days")}`);
  return html`
    <${Part} name="offices" title=${t("benefitTimes")} problem=${problem} t=${t}>
      ${body &&
      (body.offices.length === 0
        ? html`<p>${t("benefitTimesNone")}</p>`
        : html`<${Table}
            name="office-table"
            caption=${t("medianDays")}
            head=${[t("office"), t("ownNumber"), t("toDecision"), t("toPayment")]}
            rows=${body.offices.map((/** @type {any} */ one) => ({
              key: one.organisation,
              cells: [one.organisation, one.number, days(one.days_to_decision), days(one.days_to_payment)],
            }))}
          />`)}
    <//>
  `;
}
