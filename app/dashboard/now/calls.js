// @ts-check
// The own calls that are not over: promised call-backs first.

import { read } from "../asking.js";
import { html } from "../html.js";
import { Moment, Word } from "../parts.js";
import { Table } from "../table.js";
import { Age, Part } from "./part.js";

/** @param {{frame: import("../app.js").Frame}} given */
export function Calls({ frame }) {
  const { t } = frame;
  return html`<${Part}
    t=${t}
    name="openCalls"
    nouns=${["referrals"]}
    ask=${async () => (await read("/calls")).calls}
    count=${(/** @type {any[]} */ calls) => calls.length}
    show=${(/** @type {any[]} */ calls) =>
      calls.length === 0
        ? html`<p>${t("noCalls")}</p>`
        : html`<${Table}
            name="calls-table"
            caption=${t("callBacksFirst")}
            head=${[t("forCase"), t("callBack"), t("isSafeUntil"), t("state"), t("since")]}
            rows=${calls.map((one) => ({
              key: `${one.referral} ${one.call_back_at}`,
              cells: [
                html`<button type="button" class="link" onClick=${() => frame.go("referral", { id: one.referral })}>
                  ${one.code_name}
                </button>`,
                one.call_back_at
                  ? html`<span class=${isPast(one.call_back_at) ? "late" : ""}>
                      <${Moment} at=${one.call_back_at} frame=${frame} />
                      ${isPast(one.call_back_at) && html` <strong>${t("overdue")}</strong>`}
                    </span>`
                  : t("notPromised"),
                one.safe_until ? html`<${Moment} at=${one.safe_until} frame=${frame} />` : t("answer.UNKNOWN"),
                html`<${Word} word=${one.state} of="state" t=${t} />`,
                html`<${Age} at=${one.received_at} t=${t} />`,
              ],
            }))}
          />`}
  />`;
}

/** @param {string} at */
function isPast(at) {
  return Date.parse(at) < Date.now();
}
