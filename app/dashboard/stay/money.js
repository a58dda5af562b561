// @ts-check
// What is paid for her: asked for, decided by another above a limit, paid, refunded. No text, no town.

import { useAct } from "../acts.js";
import { read, useAsked } from "../asking.js";
import { Select } from "../chooser.js";
import { wordsOf } from "../fields.js";
import { html, useState } from "../html.js";
import { Field, Problem, Word } from "../parts.js";
import { Opens } from "../section.js";
import { LOCALE } from "../texts.js";

/** Where a claim may go from each state. @type {Record<string, readonly string[]>} */
const NEXT = { REQUESTED: ["APPROVED", "REFUSED"], APPROVED: ["PAID"], PAID: ["REFUNDED"] };

/** @param {import("./reading.js").Given} given */
export function Expenses({ stay, frame, role }) {
  const { t, language } = frame;
  const path = `/referrals/${stay.her?.id}/expenses`;
  const { said, problem, reload } = useAsked(() => read(path), [path]);
  const { act, problem: refused } = useAct(frame, reload);
  const [payer, setPayer] = useState("");
  if (!said) return html`<${Problem} t=${t} problem=${problem} />`;
  const sum = new Intl.NumberFormat(LOCALE[language], { minimumFractionDigits: 2 });

  /** @param {Record<string, string>} typed */
  async function ask({ kind, amount, payer, organisation }) {
    const amount_ore = Math.round(100 * Number((amount ?? "").replace(",", ".")));
    const body = { kind, payer, amount_ore, ...(organisation ? { organisation } : {}) };
    return act("expenseAsked", "POST", path, body);
  }

  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    ${said.expenses.length === 0 && html`<p>${t("expensesNone")}</p>`}
    <ul class="lines">
      ${said.expenses.map(
        (/** @type {any} */ one) => html`
          <li key=${one.id}>
            <span><${Word} word=${one.kind} of="expense" t=${t} />: ${sum.format(one.amount_ore / 100)}</span>
            <span class="hint">
              <${Word} word=${one.payer} of="payer" t=${t} />${one.organisation && ` ${one.organisation}`};${" "}
              <${Word} word=${one.state} of="claim" t=${t} />${one.dual && one.state === "REQUESTED" && html`, ${t("needsAnother")}`}
            </span>
            ${role === "COORDINATOR" &&
            (NEXT[one.state] ?? []).map(
              (to) => html`
                <button key=${to} type="button" onClick=${() => act("expenseStepped", "POST", `${path}/${one.id}/step`, { to })}>
                  <${Word} word=${to} of="claimto" t=${t} />
                </button>
              `,
            )}
          </li>
        `,
      )}
    </ul>
    <${Opens} label=${t("askForMoney")} t=${t} send=${ask}>
      <${Select} name="kind" id="expense-kind" label=${t("what")} of="expense" words=${wordsOf("expense")} empty=${t("choose")} required t=${t} />
      <${Field} name="amount" label=${t("amount")} inputmode="decimal" pattern="[0-9]+([.,][0-9]{1,2})?" maxlength=${10} />
      <${Select} name="payer" label=${t("whoPays")} of="payer" words=${wordsOf("payer")} value=${payer} choose=${setPayer} empty=${t("choose")} required t=${t} />
      ${payer === "MUNICIPALITY" && html`<${Field} name="organisation" label=${t("codeOfMunicipality")} maxlength=${24} />`}
    <//>
  `;
}
