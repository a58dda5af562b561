// @ts-check
// A new version of the rules: a name and the numbers that change; all others stay as they are now.

import { call } from "../api.js";
import { worded } from "../texts.js";
import { html, useState } from "../html.js";
import { Field, Form, Problem, Word, problemText } from "../parts.js";
import { Unfold } from "../partner/unfold.js";
import { parsed, written } from "./numbers.js";

/** @typedef {{number: string, now: import("./numbers.js").Value}} InForce */

/**
 * @param {{frame: import("../app.js").Frame, numbers: InForce[], made: (id: string) => Promise<void>}} given
 */
export function Propose({ frame, numbers, made }) {
  const { t } = frame;
  const [some, setSome] = useState(/** @type {string[]} */ ([]));
  const [problem, setProblem] = useState("");
  const shown = numbers.filter((one) => some.includes(one.number));

  /** @param {Record<string, string>} typed */
  async function send(typed) {
    /** @type {Record<string, import("./numbers.js").Value>} */
    const changed = {};
    for (const one of shown) {
      const value = parsed(typed[`to-${one.number}`] ?? "", one.now);
      if (value === null) return setProblem("problem.malformed");
      changed[one.number] = value;
    }
    const answer = await call("POST", "/rule-sets", { name: typed.rule_name, numbers: changed });
    setProblem(answer.ok ? "" : problemText(answer));
    if (!answer.ok) return;
    frame.say("versionMade");
    setSome([]);
    await made(answer.body.id);
  }

  return html`
    <${Unfold} title=${t("proposeVersion")}>
      <div class="field">
        <label for="add-number">${t("addNumber")}</label>
        <select
          id="add-number"
          autocomplete="off"
          onChange=${(/** @type {any} */ e) => {
            if (e.currentTarget.value) setSome([...some, e.currentTarget.value]);
            e.currentTarget.value = "";
          }}
        >
          <option value="">${t("chooseOne")}</option>
          ${numbers
            .filter((one) => !some.includes(one.number))
            .map((one) => html`<option key=${one.number} value=${one.number}><${Word} word=${one.number} of="rulenumber" t=${t} /></option>`)}
        </select>
      </div>
      <${Problem} t=${t} problem=${problem} />
      ${shown.length > 0 &&
      html`
        <${Form} label=${t("proposeSend")} send=${send}>
          <${Field} name="rule_name" label=${t("versionName")} hint=${t("versionHint")} pattern="[A-Z]{2}-[A-Z0-9][A-Z0-9.-]*" maxlength=${33} />
          ${shown.map(
            (one) => html`
              <${Field}
                key=${one.number}
                name=${`to-${one.number}`}
                label=${worded(t, "rulenumber", one.number)}
                hint=${`${t("nowIs")}: ${written(one.now)}`}
                value=${written(one.now)}
              />
            `,
          )}
        <//>
      `}
    <//>
  `;
}
