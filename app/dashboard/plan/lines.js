// @ts-check
// All lines of a plan by what became of them since the plan before, decided one by one or together.

import { html, useMemo, useState } from "../html.js";
import { Word } from "../parts.js";
import { decide } from "./acts.js";
import { Decision } from "./decision.js";
import { PlanLine } from "./line.js";

/** In the order in which they are looked at: what waits for a decision first. */
const KINDS = Object.freeze(["NEW", "CHANGED", "SAME_HOUSE", "KEPT", "NONE", "GONE", "STAYS"]);

/** So many of a kind are shown before somebody asks for more. */
const AT_ONCE = 20;

/**
 * @typedef {import("../app.js").Frame} Frame
 * @typedef {import("./acts.js").Line} Line
 * @typedef {import("./acts.js").Difference} Difference
 * @typedef {import("./acts.js").Came} Came
 * @typedef {{key: string, line: Line | null, difference: Difference | null}} Pair
 */

/**
 * @param {{lines: Line[], differences: Difference[], names: Map<string, string>,
 *   decided: () => Promise<void>, frame: Frame}} given
 */
export function PlanLines({ lines, differences, names, decided, frame }) {
  const { t } = frame;
  const [chosen, setChosen] = useState(/** @type {Set<string>} */ (new Set()));
  const [came, setCame] = useState(/** @type {Map<string, Came>} */ (new Map()));
  const [shown, setShown] = useState(/** @type {Record<string, number>} */ ({}));
  const groups = useMemo(() => grouped(lines, differences), [lines, differences]);
  const most = useMemo(() => mostOf(lines), [lines]);
  const open = lines.filter((one) => one.state === "PROPOSED" && !one.changed_since);
  const some = open.filter((one) => chosen.has(one.id));

  /**
   * @param {readonly Line[]} which
   * @param {"accept" | "reject"} act
   * @param {string} reason
   */
  async function act(which, act, reason) {
    await decide(which, act, reason, (id, told) => setCame((before) => new Map([...before, [id, told]])));
    setChosen(new Set());
    await decided();
  }

  /** @param {string} id @param {boolean} yes */
  function choose(id, yes) {
    const next = new Set(chosen);
    if (yes) next.add(id);
    else next.delete(id);
    setChosen(next);
  }

  return html`
    <section aria-labelledby="plan-lines">
      <h2 id="plan-lines">${t("planLines")}</h2>
      ${open.length > 0 &&
      html`
        <div class="group card">
          <div class="acts">
            <strong>${some.length} ${t("planOf")} ${open.length} ${t("planChosen")}</strong>
            <button type="button" onClick=${() => setChosen(new Set(open.map((one) => one.id)))}>${t("planAll")}</button>
            <button type="button" onClick=${() => setChosen(new Set())}>${t("planNone")}</button>
          </div>
          ${some.length > 0 &&
          html`<${Decision} id="chosen" count=${some.length} t=${t} decide=${(/** @type {"accept" | "reject"} */ what, /** @type {string} */ why) => act(some, what, why)} />`}
        </div>
      `}
      ${KINDS.map((kind) => {
        const pairs = groups.get(kind) ?? [];
        return (
          pairs.length > 0 &&
          html`
            <div key=${kind} class="kind">
              <h3><${Word} word=${kind} of="planchange" t=${t} /> (${pairs.length})</h3>
              <ul class="cards">
                ${pairs.slice(0, shown[kind] ?? AT_ONCE).map(
                  ({ key, line, difference }) => html`
                    <${PlanLine}
                      key=${key}
                      line=${line}
                      difference=${difference}
                      most=${most}
                      names=${names}
                      chosen=${line !== null && chosen.has(line.id)}
                      choose=${(/** @type {boolean} */ yes) => line && choose(line.id, yes)}
                      came=${line ? came.get(line.id) : undefined}
                      decide=${(/** @type {"accept" | "reject"} */ what, /** @type {string} */ why) =>
                        line ? act([line], what, why) : Promise.resolve()}
                      frame=${frame}
                    />
                  `,
                )}
              </ul>
              ${pairs.length > (shown[kind] ?? AT_ONCE) &&
              html`
                <button type="button" onClick=${() => setShown({ ...shown, [kind]: (shown[kind] ?? AT_ONCE) + AT_ONCE })}>
                  ${t("planMore")}
                </button>
              `}
            </div>
          `
        );
      })}
    </section>
  `;
}

/**
 * Each household once: its line, and what became of it; by what it became, the most urgent first.
 * @param {Line[]} lines
 * @param {Difference[]} differences
 * @returns {Map<string, Pair[]>}
 */
function grouped(lines, differences) {
  const line = new Map(lines.map((one) => [one.referral, one]));
  const told = new Map(differences.map((one) => [one.referral, one]));
  /** @type {Map<string, Pair[]>} */
  const groups = new Map();
  for (const key of new Set([...told.keys(), ...line.keys()])) {
    const pair = { key, line: line.get(key) ?? null, difference: told.get(key) ?? null };
    const kind = pair.line?.why === "NO_BETTER_BED" ? "STAYS" : (pair.difference?.what ?? "NONE");
    groups.set(kind, [...(groups.get(kind) ?? []), pair]);
  }
  for (const pairs of groups.values()) pairs.sort((a, b) => order(a).localeCompare(order(b)));
  return groups;
}

/** @param {Pair} pair */
function order({ line, difference }) {
  return `${line?.priority ?? "P9"} ${line?.case ?? difference?.case ?? ""}`;
}

/**
 * The greatest cost of each tier, so that bars of different lines compare.
 * @param {Line[]} lines
 * @returns {Record<string, number>}
 */
function mostOf(lines) {
  /** @type {Record<string, number>} */
  const most = {};
  for (const { costs } of lines)
    for (const [tier, value] of Object.entries(costs ?? {})) most[tier] = Math.max(most[tier] ?? 0, value);
  return most;
}
