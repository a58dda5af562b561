// @ts-check
// What waits for a second person: asked of her, and asked by her.

import { call } from "../api.js";
import { html, useState } from "../html.js";
import { useList } from "../list.js";
import { useLive } from "../live.js";
import { Moment, Problem, Word, problemText } from "../parts.js";

/**
 * @typedef {import("../app.js").Frame} Frame
 * @typedef {{id: string, kind: string, asked_at: string, expires_at: string, mine: boolean}} Line
 */

/** @param {{frame: Frame}} given */
export function Approvals({ frame }) {
  const { t } = frame;
  const { lines, problem, reload, more } = useList("/approvals", "approvals");
  useLive(["approvals"], reload);

  /** @param {string} said */
  function decided(said) {
    frame.say(said);
    reload();
  }

  return html`
    <h1 tabindex="-1">${t("approvals")}</h1>
    <${Problem} t=${t} problem=${problem} />
    ${lines === null
      ? !problem && html`<p>${t("loading")}</p>`
      : lines.length === 0
        ? html`<p>${t("approvalsNone")}</p>`
        : html`
            <ul class="cards">
              ${lines.map((line) => html`<${Approval} key=${line.id} line=${line} frame=${frame} decided=${decided} />`)}
            </ul>
          `}
    ${more && html`<button type="button" onClick=${more}>${t("more")}</button>`}
    <p><button type="button" class="link" onClick=${reload}>${t("refresh")}</button></p>
  `;
}

/** @param {{line: Line, frame: Frame, decided: (said: string) => void}} given */
function Approval({ line, frame, decided }) {
  const { t } = frame;
  const [whole, setWhole] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState("");

  async function look() {
    const answer = await call("GET", `/approvals/${line.id}`);
    setProblem(answer.ok ? "" : problemText(answer));
    setWhole(answer.ok ? answer.body : null);
  }

  /**
   * @param {"agree" | "refuse" | "withdraw"} act
   * @param {string} said
   */
  async function decide(act, said) {
    const answer = await call("POST", `/approvals/${line.id}/${act}`);
    if (answer.ok) decided(said);
    else setProblem(problemText(answer));
  }

  return html`
    <li class="card">
      <h2><${Word} word=${line.kind} of="approval" t=${t} /></h2>
      <dl>
        <dt>${t("askedAt")}</dt>
        <dd><${Moment} at=${line.asked_at} frame=${frame} /></dd>
        <dt>${t("until")}</dt>
        <dd><${Moment} at=${line.expires_at} frame=${frame} /></dd>
      </dl>
      <${Problem} t=${t} problem=${problem} />
      ${line.mine && html`<p>${t("askedByMe")}</p>`}
      ${whole
        ? html`
            <${Whole} whole=${whole} t=${t} />
            <div class="acts">
              ${line.mine
                ? html`<button type="button" onClick=${() => decide("withdraw", "withdrawn")}>${t("withdraw")}</button>`
                : html`
                    <button type="button" class="first" onClick=${() => decide("agree", "agreed")}>${t("agree")}</button>
                    <button type="button" onClick=${() => decide("refuse", "refused")}>${t("refuse")}</button>
                  `}
            </div>
          `
        : html`<button type="button" onClick=${look}>${t("look")}</button>`}
    </li>
  `;
}

/** @param {{whole: any, t: (key: string) => string}} given */
function Whole({ whole, t }) {
  // All that is asked for is shown, whatever it is: nobody says yes to what she does not see.
  const words = Object.entries(whole.words ?? {}).filter(([, value]) => value !== null);
  return html`
    <dl>
      <dt>${t("askedBy")}</dt>
      <dd>${whole.asked_by}</dd>
      ${whole.case && html`<dt>${t("forCase")}</dt><dd>${whole.case}</dd>`}
      <dt>${t("purpose")}</dt>
      <dd><${Word} word=${whole.purpose} of="purpose" t=${t} /></dd>
      <dt>${t("reason")}</dt>
      <dd class="said">${whole.reason}</dd>
      ${words.map(([name, value]) => html`<dt key=${name}>${name}</dt><dd class="said">${[value].flat().join("\n")}</dd>`)}
    </dl>
  `;
}
