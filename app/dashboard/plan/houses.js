// @ts-check
// What the plan says of every house for one household: chosen, dearer in which tier, or barred by what.

import { read, readAll, useAsked } from "../asking.js";
import { html } from "../html.js";
import { Problem, Word } from "../parts.js";
import { Table } from "../table.js";
import { worded } from "../texts.js";

/** In the order in which they are looked at. */
const VERDICTS = Object.freeze(["CHOSEN", "ALIKE", "DEARER", "NOT_TOLD", "NO_BETTER", "NOT_YET", "NEEDED_BY_OTHERS", "BARRED"]);

/**
 * @typedef {{shelter: string, code_name: string | null, verdict: string, tier: string | null,
 *   reasons: string[], call_may_help: boolean, changed_since: boolean}} House
 */

/** @param {{line: import("./acts.js").Line, t: (key: string) => string}} given */
export function Houses({ line, t }) {
  const path = `/proposals/${line.id}/why`;
  const asked = useAsked(async () => {
    const both = [read(`${path}?limit=1`), readAll(path, "shelters")];
    const [head, houses] = await Promise.all(both);
    return { changed: head.household_changed, houses: /** @type {House[]} */ (houses) };
  }, [line.id, line.version]);
  if (!asked.said) return html`<${Problem} t=${t} problem=${asked.problem} /><p>${asked.problem ? "" : t("loading")}</p>`;
  return html`
    ${asked.said.changed && html`<p class="hint">${t("planCaseChanged")}</p>`}
    <${Table}
      name=${`houses-${line.id}`}
      caption=${t("planHousesTold")}
      head=${[t("planHouse"), t("planVerdict"), t("planWhy")]}
      rows=${[...asked.said.houses].sort(inOrder).map((one) => ({
        key: one.shelter,
        cells: [
          one.code_name ?? t("planHouse"),
          html`<${Word} word=${one.verdict} of="planverdict" t=${t} />`,
          because(one, t).map((said) => html`<p key=${said}>${said}</p>`),
        ],
      }))}
    />
  `;
}

/**
 * Why, in closed words.
 * @param {House} one
 * @param {(key: string) => string} t
 */
function because(one, t) {
  const said = one.reasons.map((rule) => worded(t, "rule", rule));
  if (one.tier) said.push(worded(t, "plantier", one.tier));
  if (one.call_may_help) said.push(t("planCallMayHelp"));
  if (one.changed_since) said.push(t("planHouseChanged"));
  return said;
}

/** @param {House} a @param {House} b */
function inOrder(a, b) {
  const first = VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict);
  return first || (a.code_name ?? "").localeCompare(b.code_name ?? "");
}
