// @ts-check
// What if one thing were changed: asked beside the plan, answered as a difference, never carried out.

import { call } from "../api.js";
import { Select } from "../chooser.js";
import { html, useState } from "../html.js";
import { Problem, Word, problemText } from "../parts.js";
import { Table } from "../table.js";
import { useRun } from "./follow.js";
import { Progress } from "./run.js";

const KINDS = Object.freeze(["close", "add", "level", "rule_set", "best"]);
const LEVELS = Object.freeze(["T1", "T2", "T3", "T4"]);

/**
 * @typedef {import("../app.js").Frame} Frame
 * @typedef {import("./acts.js").Line} Line
 * @typedef {{run: string, unplaced_before: number[], unplaced_after: number[],
 *   moved: {referral: string, before: string | null, after: string | null, in_new_house: boolean}[],
 *   best: {kind: string, shelter: string, zone: string | null, gained: number[]}[] | null}} Answer
 */

/**
 * @param {{houses: {id: string, code_name: string}[], rules: {id: string, name: string}[], lines: Line[],
 *   names: Map<string, string>, frame: Frame}} given
 */
export function WhatIf({ houses, rules, lines, names, frame }) {
  const { t } = frame;
  const [kind, setKind] = useState("close");
  const [which, setWhich] = useState("");
  const [level, setLevel] = useState("T3");
  const [found, setFound] = useState(/** @type {Answer | null} */ (null));
  const [problem, setProblem] = useState("");
  const asking = useRun(async (run) => {
    const answer = await call("GET", `/plan-runs/${run.id}/what-if`);
    setProblem(answer.ok ? "" : problemText(answer));
    setFound(answer.ok ? answer.body : null);
  });
  const cases = new Map(lines.map((one) => [one.referral, one.case]));
  const choices =
    kind === "level"
      ? lines.map((one) => [one.referral, one.case])
      : kind === "rule_set"
        ? rules.map((one) => [one.id, one.name])
        : houses.map((one) => [one.id, one.code_name]);

  async function ask() {
    setFound(null);
    const asked = which !== "" || kind === "best";
    setProblem(asked ? "" : "planWhatIfChoose");
    if (!asked || asking.run?.state === "RUNNING") return;
    await asking.start("/what-ifs", { [kind]: changeOf(kind, which, level) });
  }

  return html`
    <section class="what-if card" aria-labelledby="what-if">
      <h2 id="what-if">${t("planWhatIf")}</h2>
      <p class="hint">${t("planWhatIfHint")}</p>
      <${Select}
        t=${t}
        name="what-if-kind"
        label=${t("planWhatIfKind")}
        of="whatif"
        words=${KINDS}
        value=${kind}
        empty=${t("planWhatIfNothing")}
        choose=${(/** @type {string} */ word) => {
          setKind(word);
          setWhich("");
        }}
      />
      ${kind === "best" && html`<p class="hint">${t("planTakesMinutes")}</p>`}
      ${kind &&
      kind !== "best" &&
      html`
        <div class="field">
          <label for="what-if-which">${kind === "level" ? t("forCase") : kind === "rule_set" ? t("planRules") : t("planHouse")}</label>
          <select
            id="what-if-which"
            autocomplete="off"
            onChange=${(/** @type {any} */ e) => setWhich(e.currentTarget.value)}
          >
            <option value="" selected=${!which}>${t("planReasonEmpty")}</option>
            ${choices.map(([id, name]) => html`<option key=${id} value=${id} selected=${which === id}>${name}</option>`)}
          </select>
        </div>
      `}
      ${kind === "level" &&
      html`<${Select} t=${t} name="what-if-level" label=${t("planLevel")} of="level" words=${LEVELS} value=${level} choose=${setLevel} />`}
      <button type="button" onClick=${ask}>${t("planWhatIfAsk")}</button>
      <${Problem} t=${t} problem=${problem || asking.problem} />
      ${asking.run?.state === "RUNNING" && html`<${Progress} run=${asking.run} frame=${frame} />`}
      ${found?.best && html`<${Best} best=${found.best} names=${names} t=${t} />`}
      ${found && !found.best && html`<${Told} found=${found} cases=${cases} names=${names} t=${t} />`}
    </section>
  `;
}

/**
 * What is sent of the change.
 * @param {string} kind
 * @param {string} which
 * @param {string} level
 */
function changeOf(kind, which, level) {
  if (kind === "add") return { like: which };
  if (kind === "level") return { referral: which, level };
  return kind === "best" ? true : which;
}

/**
 * The single changes that would help most.
 * @param {{best: NonNullable<Answer["best"]>, names: Map<string, string>, t: (key: string) => string}} given
 */
function Best({ best, names, t }) {
  if (best.length === 0) return html`<p role="status">${t("planNothingHelps")}</p>`;
  return html`
    <${Table}
      name="what-if-best"
      caption=${t("planHelps")}
      head=${[t("planWhatIfKind"), t("planHouse"), "P1", "P2", "P3"]}
      rows=${best.map((one, at) => ({
        key: `${at}`,
        cells: [
          html`<${Word} word=${one.kind} of="helps" t=${t} />`,
          names.get(one.shelter) ?? t("planHouse"),
          ...one.gained.map((gained) => `+${gained}`),
        ],
      }))}
    />
    <p class="hint">${t("planNeverApplied")}</p>
  `;
}

/**
 * @param {{found: Answer, cases: Map<string, string>, names: Map<string, string>, t: (key: string) => string}} given
 */
function Told({ found, cases, names, t }) {
  /** @param {string | null} house */
  const named = (house) => (house ? (names.get(house) ?? t("planHouse")) : t("planNowhere"));
  return html`
    <div role="status">
      <${Table}
        name="what-if-classes"
        caption=${t("planWithoutBed")}
        head=${[t("planClass"), t("planNow"), t("planThen")]}
        rows=${found.unplaced_before.map((before, at) => ({
          key: `${at}`,
          cells: [`P${at + 1}`, before, found.unplaced_after[at] ?? 0],
        }))}
      />
      ${found.moved.length === 0
        ? html`<p>${t("planNobodyMoves")}</p>`
        : html`
            <${Table}
              name="what-if-moved"
              caption=${t("planElsewhere")}
              head=${[t("forCase"), t("planNow"), t("planThen")]}
              rows=${found.moved.map((one) => ({
                key: one.referral,
                cells: [
                  cases.get(one.referral) ?? t("planOtherCase"),
                  named(one.before),
                  one.in_new_house ? t("planNewHouse") : named(one.after),
                ],
              }))}
            />
          `}
      <p class="hint">${t("planNeverApplied")}</p>
    </div>
  `;
}
