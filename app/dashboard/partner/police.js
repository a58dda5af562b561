// @ts-check
// What the police do for one of their cases: look at a move, judge, say where he is, report, link.

import { useAct } from "../acts.js";
import { readAll, useAsked } from "../asking.js";
import { Radios, Select } from "../chooser.js";
import { html } from "../html.js";
import { Form, Moment, Word } from "../parts.js";
import { Part, Unfold } from "./unfold.js";
import { Areas } from "./areas.js";
import { Assessment, Feared } from "./threat.js";

const SURE = Object.freeze(["SUSPECTED", "CONFIRMED"]);
const LINKS = Object.freeze(["MUST_SEPARATE", "PREFER_SEPARATE", "PREFER_TOGETHER", "MUST_TOGETHER", "UNKNOWN"]);
const BASES = Object.freeze([
  "SAME_NETWORK",
  "SUSPECTED_RECRUITER",
  "SAME_CASE_WITNESS",
  "FAMILY_OF_ACTOR",
  "CONFLICT",
  "ACQUAINTED",
  "OWN_WISH",
]);

/**
 * @typedef {{at: string, frame: import("../app.js").Frame}} Where
 * @param {Where & {id: string, asked: boolean, reload: () => Promise<void>}} given
 */
export function Police({ at, id, frame, asked, reload }) {
  const actors = useAsked(() => readAll(`${at}/actors`, "actors"), [at]);
  return html`
    ${asked && html`<${Consult} at=${at} frame=${frame} done=${reload} />`}
    <${Assessment} at=${at} frame=${frame} done=${reload} />
    <${Feared} at=${at} frame=${frame} actors=${actors} />
    <${Areas} at=${at} frame=${frame} actors=${actors.said ?? []} />
    <${Reports} at=${at} frame=${frame} actors=${actors.said ?? []} />
    <${Links} at=${at} id=${id} frame=${frame} />
  `;
}

/** @param {Where & {done: () => Promise<unknown>}} given */
function Consult({ at, frame, done }) {
  const { t } = frame;
  const { problem, act } = useAct(frame, done);
  const say = (/** @type {boolean} */ receiving) => act("consultedSaid", "POST", `${at}/consulted`, { receiving });
  return html`
    <div class="asked">
      <${Part} name="consult" title=${t("consult")} problem=${problem} t=${t}>
        <p>${t("consultWhy")}</p>
        <div class="acts">
          <button type="button" class="first" onClick=${() => say(true)}>${t("consultBoth")}</button>
          <button type="button" onClick=${() => say(false)}>${t("consultHere")}</button>
        </div>
      <//>
    </div>
  `;
}

/** @param {Where & {actors: any[]}} given */
function Reports({ at, frame, actors }) {
  const { t } = frame;
  const { said: lines, problem, reload } = useAsked(() => readAll(`${at}/compromises`, "compromises"), [at]);
  const { problem: refused, act } = useAct(frame, reload);
  return html`
    <${Part} name="reports" title=${t("found")} problem=${refused || problem} t=${t}>
      ${lines?.length === 0 && html`<p>${t("foundNone")}</p>`}
      <ul class="plain">
        ${(lines ?? []).map(
          (one) => html`
            <li key=${one.id}>
              <strong><${Word} word=${one.level} of="compromise" t=${t} /></strong>
              <span> · ${one.code_name ?? t("whereSheLives")} · </span>
              <${Moment} at=${one.since} frame=${frame} />
            </li>
          `,
        )}
      </ul>
      <${Unfold} title=${t("foundReport")}>
        <p class="hint">${t("foundWhy")}</p>
        ${actors.length === 0
          ? html`<p>${t("fearedNone")}</p>`
          : html`
              <${Form}
                label=${t("foundSend")}
                send=${async (/** @type {Record<string, string>} */ typed) => {
                  await act("foundSaid", "POST", `${at}/compromises`, { actor: typed.found_by, level: typed.sure });
                }}
              >
                <div class="field">
                  <label for="found_by">${t("foundBy")}</label>
                  <select id="found_by" name="found_by" autocomplete="off" required>
                    ${actors.map((one) => html`<option key=${one.id} value=${one.id}>${one.label}</option>`)}
                  </select>
                </div>
                <${Radios} t=${t} name="sure" label=${t("ownHowSure")} of="compromise" words=${SURE} value="SUSPECTED" required />
              <//>
            `}
      <//>
    <//>
  `;
}

/** @param {Where & {id: string}} given */
function Links({ at, id, frame }) {
  const { t } = frame;
  const { said: lines, problem, reload } = useAsked(() => readAll(`${at}/links`, "links"), [at]);
  const cases = useAsked(() => readAll("/own-cases", "cases"), []);
  const { problem: refused, act } = useAct(frame, reload);
  const others = (cases.said ?? []).filter((one) => one.id !== id);
  const named = (/** @type {string | null} */ other) =>
    others.find((one) => one.id === other)?.code_name ?? t("caseNotOwn");
  return html`
    <${Part} name="links" title=${t("links")} problem=${refused || problem || cases.problem} t=${t}>
      ${lines?.length === 0 && html`<p>${t("linksNone")}</p>`}
      <ul class="plain">
        ${(lines ?? []).map(
          (one) => html`
            <li key=${one.id}>
              <strong>${named(one.other)}</strong>: <${Word} word=${one.kind} of="link" t=${t} />
              ${one.basis && html` (<${Word} word=${one.basis} of="basis" t=${t} />)`}
            </li>
          `,
        )}
      </ul>
      ${others.length > 0 &&
      html`
        <${Unfold} title=${t("linkAdd")}>
          <p class="hint">${t("linkWhy")}</p>
          <${Form}
            label=${t("linkSend")}
            send=${async (/** @type {Record<string, string>} */ typed) => {
              const link = { other: typed.other_case, kind: typed.link_kind, basis: typed.link_basis || null };
              await act("linkSaid", "POST", `${at}/links`, link);
            }}
          >
            <div class="field">
              <label for="other_case">${t("otherCase")}</label>
              <select id="other_case" name="other_case" autocomplete="off" required>
                ${others.map((one) => html`<option key=${one.id} value=${one.id}>${one.code_name}</option>`)}
              </select>
            </div>
            <${Select} t=${t} name="link_kind" label=${t("linkKind")} of="link" words=${LINKS} value="MUST_SEPARATE" required />
            <${Select} t=${t} name="link_basis" label=${t("linkBasis")} of="basis" words=${BASES} />
          <//>
        <//>
      `}
    <//>
  `;
}
