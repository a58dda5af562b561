// @ts-check
// Two households that must be kept apart, or together; and whether somebody who calls back is she.

import { useAct } from "../acts.js";
import { call } from "../api.js";
import { readAll, useAsked } from "../asking.js";
import { Select } from "../chooser.js";
import { wordsOf } from "../fields.js";
import { html, useState } from "../html.js";
import { Field, Form, Problem, problemText } from "../parts.js";
import { Opens } from "../section.js";

/** @typedef {import("./beside.js").Given} Given */

/** @param {Given} given */
export function KeptApart({ one, frame, changed }) {
  const { t } = frame;
  const { said: cases, problem } = useAsked(() => readAll("/referrals", "referrals"), []);
  const { act, problem: refused } = useAct(frame, changed);
  /** @param {any} typed */
  const link = ({ b, kind, basis }) => act("linkSet", "POST", "/links", { a: one.id, b, kind, ...(basis && { basis }) });
  return html`
    <p>${t("keptApartWhy")}</p>
    <${Problem} t=${t} problem=${refused || problem} />
    ${cases &&
    html`
      <${Opens} label=${t("setLink")} t=${t} send=${link}>
        <div class="field">
          <label for="link-case">${t("otherCase")}</label>
          <select id="link-case" name="b" required autocomplete="off">
            <option value="">${t("choose")}</option>
            ${cases.filter((other) => other.id !== one.id).map((other) => html`<option key=${other.id} value=${other.id}>${other.code_name}</option>`)}
          </select>
        </div>
        <${Select} name="kind" id="link-kind" label=${t("linkKind")} of="link" words=${wordsOf("link")} empty=${t("choose")} required t=${t} />
        <${Select} name="basis" id="link-basis" label=${t("linkBasis")} of="basis" words=${wordsOf("basis")} t=${t} />
      <//>
    `}
  `;
}

/** @param {Given} given */
export function CallsBack({ one, frame }) {
  const { t } = frame;
  const [told, setTold] = useState("");
  const [problem, setProblem] = useState("");

  /** @param {Record<string, string>} typed */
  async function ask({ word }) {
    const answer = await call("POST", `/referrals/${one.id}/code-word`, { word });
    setProblem(answer.ok ? "" : problemText(answer));
    setTold(answer.ok ? (answer.body.same ? "sameWord" : "otherWord") : "");
  }

  return html`
    <p>${t("callsBackWhy")}</p>
    <${Problem} t=${t} problem=${problem} />
    <p class="outcome" role="status">${told ? t(told) : ""}</p>
    <${Form} send=${ask} label=${t("tryWord")}><${Field} name="word" label=${t("codeWord")} minlength=${2} maxlength=${20} /><//>
  `;
}
