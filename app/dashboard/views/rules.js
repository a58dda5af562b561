// @ts-check
// The rule set: what is in force, versions with what each would change, and the asking for two.

import { read, readAll, useAsked } from "../asking.js";
import { html, useState } from "../html.js";
import { written } from "../office/numbers.js";
import { Propose } from "../office/propose.js";
import { Replay } from "../office/replay.js";
import { AskASecond } from "../office/why.js";
import { Moment, Problem, Word } from "../parts.js";
import { Part, Unfold } from "../partner/unfold.js";
import { Table } from "../table.js";

/**
 * @typedef {import("../app.js").Frame} Frame
 * @param {{frame: Frame, session: import("../app.js").Session}} given
 */
export function Rules({ frame, session }) {
  const { t } = frame;
  const versions = useAsked(() => readAll("/rule-sets", "rule_sets"), []);
  const now = useAsked(() => read("/rule-sets/in-force"), []);
  const [chosen, setChosen] = useState("");
  const may = session.role === "COORDINATOR";
  const found = versions.said?.find((one) => one.id === chosen);
  return html`
    <div class="broad">
      <h1 tabindex="-1">${t("rules")}</h1>
      <p class="hint">${t("rulesWhy")}</p>
      <${Problem} t=${t} problem=${versions.problem || now.problem} />
      ${now.said && html`<p>${t("inForce")}: <strong>${now.said.name}</strong></p>`}
      ${versions.said &&
      (versions.said.length === 0
        ? html`<p>${t("versionsNone")}</p>`
        : html`<${Table}
            name="versions"
            caption=${t("versions")}
            head=${[t("version"), t("proposed"), t("activated"), t("differences"), t("look")]}
            rows=${versions.said.map((one) => ({
              key: one.id,
              cells: [
                one.name,
                html`<${Moment} at=${one.created_at} frame=${frame} />`,
                html`<${Moment} at=${one.activated_at} frame=${frame} />`,
                one.differs.length,
                html`<button type="button" aria-pressed=${one.id === chosen} aria-label=${`${t("look")}: ${one.name}`} onClick=${() => setChosen(one.id)}>
                  ${t("look")}
                </button>`,
              ],
            }))}
          />`)}
      ${found && html`<${Difference} key=${found.id} one=${found} frame=${frame} may=${may} />`}
      ${now.said &&
      html`
        ${may &&
        html`<${Propose}
          frame=${frame}
          numbers=${now.said.numbers}
          made=${async (/** @type {string} */ id) => {
            await versions.reload();
            setChosen(id);
          }}
        />`}
        <${Unfold} title=${t("allNumbers")}>
          <${Table}
            name="numbers"
            caption=${now.said.name}
            head=${[t("ruleNumber"), t("nowIs")]}
            rows=${now.said.numbers.map((/** @type {any} */ one) => ({
              key: one.number,
              cells: [html`<${Word} word=${one.number} of="rulenumber" t=${t} />`, written(one.now)],
            }))}
          />
        <//>
      `}
    </div>
  `;
}

/** @param {{one: any, frame: Frame, may: boolean}} given */
function Difference({ one, frame, may }) {
  const { t } = frame;
  const [tried, setTried] = useState(false);
  return html`
    <${Part} name="difference" title=${one.name} t=${t}>
      ${one.differs.length === 0
        ? html`<p>${t("sameAsNow")}</p>`
        : html`<${Table}
            name="differs"
            caption=${t("wouldChange")}
            head=${[t("ruleNumber"), t("nowIs"), t("thenIs")]}
            rows=${one.differs.map((/** @type {any} */ line) => ({
              key: line.number,
              cells: [
                html`<${Word} word=${line.number} of="rulenumber" t=${t} />`,
                html`<del>${written(line.now)}</del>`,
                html`<ins>${written(line.then)}</ins>`,
              ],
            }))}
          />`}
      ${may &&
      one.differs.length > 0 &&
      !one.activated_at &&
      html`
        <h3>${t("lastNights")}</h3>
        <${Replay} id=${one.id} frame=${frame} tried=${() => setTried(true)} />
        <${Unfold} title=${t("activateAsk")}>
          <p class="hint">${tried ? "" : `${t("replayFirst")} `}${t("activateWhy")}</p>
          <${AskASecond}
            frame=${frame}
            name="activate"
            label=${t("askSecond")}
            where=${() => ({ path: `/rule-sets/${one.id}/activate` })}
          />
        <//>
      `}
    <//>
  `;
}
