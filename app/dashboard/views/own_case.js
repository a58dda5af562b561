// @ts-check
// One case of somebody beside ROSA: what her consent allows, and what this role does for her.

import { read, readAll, useAsked } from "../asking.js";
import { html } from "../html.js";
import { Moment, Problem, Word } from "../parts.js";
import { Day, Unfold } from "../partner/unfold.js";
import { Actions } from "../partner/actions.js";
import { Clocks } from "../partner/clocks.js";
import { HandOver } from "../partner/municipality.js";
import { Police } from "../partner/police.js";
import { State } from "./partner.js";

/**
 * @param {{frame: import("../app.js").Frame, session: import("../app.js").Session, given: {id: string}}} given
 */
export function OwnCase({ frame, session, given }) {
  const { t } = frame;
  const at = `/own-cases/${given.id}`;
  const { said: her, problem, reload } = useAsked(() => read(at), [at]);
  const tasks = useAsked(() => readAll("/tasks", "tasks"), []);
  const role = session.role;
  if (!her) {
    return html`
      <h1 tabindex="-1">${t("partner")}</h1>
      <${Problem} t=${t} problem=${problem} />
      ${!problem && html`<p>${t("loading")}</p>`}
      <${Back} frame=${frame} />
    `;
  }
  const hers = (tasks.said ?? []).filter((one) => one.case === given.id);
  return html`
    <h1 tabindex="-1">${her.code_name}</h1>
    <${Back} frame=${frame} />
    <${Problem} t=${t} problem=${problem || tasks.problem} />
    <${Facts} her=${her} frame=${frame} />
    ${role === "MUNICIPALITY" && html`<${HandOver} at=${at} frame=${frame} />`}
    ${role === "LAWYER" && html`<${Clocks} at=${at} frame=${frame} />`}
    ${role === "POLICE" &&
    html`<${Police}
      at=${at}
      id=${given.id}
      frame=${frame}
      asked=${hers.some((one) => one.kind === "POLICE_CONSULT")}
      reload=${() => Promise.all([reload(), tasks.reload()])}
    />`}
    <${Actions} at=${at} frame=${frame} />
  `;
}

/** @param {{frame: import("../app.js").Frame}} given */
function Back({ frame }) {
  return html`<p><button type="button" class="link" onClick=${() => frame.go("partner")}>${frame.t("allOwnCases")}</button></p>`;
}

/** @param {{her: any, frame: import("../app.js").Frame}} given */
function Facts({ her, frame }) {
  const { t } = frame;
  const told = (/** @type {string} */ name) => name in her;
  const names = new Intl.DisplayNames([frame.language], { type: "language" });
  return html`
    <dl class="facts">
      <dt>${t("caseState")}</dt>
      <dd><${State} state=${her.state} t=${t} /></dd>
      ${told("level") &&
      html`<dt>${t("threat")}</dt>
        <dd>
          ${typeof her.level === "number"
            ? html`${t("routineOf")} ${her.level} / 4`
            : her.level === null
              ? t("notJudged")
              : html`<${Unfold} title=${t("showLevel")}>
                <${Word} word=${her.level} of="level" t=${t} /> · ${t("leastLevel")} ${her.floor}
              <//>`}
        </dd>`}
      ${told("review_due") &&
      html`<dt>${t("judgedAgainOn")}</dt>
        <dd><${Day} on=${her.review_due} frame=${frame} /></dd>`}
      ${told("danger_now") &&
      html`<dt>${t("dangerNowSaid")}</dt>
        <dd><${Word} word=${her.danger_now ?? "UNKNOWN"} of="answer" t=${t} /></dd>`}
      ${told("police_involved") &&
      html`<dt>${t("policeInvolved")}</dt>
        <dd><${Word} word=${her.police_involved ?? "UNKNOWN"} of="answer" t=${t} /></dd>`}
      ${told("received_at") &&
      html`<dt>${t("receivedAt")}</dt>
        <dd><${Moment} at=${her.received_at} frame=${frame} /></dd>`}
      <dt>${t("speaks")}</dt>
      <dd>${her.languages?.map((/** @type {string} */ one) => names.of(one) ?? one).join(", ") ?? t("answer.UNKNOWN")}</dd>
      <dt>${t("interpreterWanted")}</dt>
      <dd><${Word} word=${her.interpreter_gender ?? "UNKNOWN"} of="interpreter" t=${t} /></dd>
      ${told("needs") && html`<${Needs} needs=${her.needs} frame=${frame} />`}
      ${told("contact") && html`<${Contact} ways=${her.contact} frame=${frame} />`}
      <dt>${t("ownByConsent")}</dt>
      <dd>
        <${Word} word=${her.consent.purpose} of="consentfor" t=${t} />, ${t("lastsUntil")}${" "}
        <${Moment} at=${her.until ?? her.consent.expires_at} frame=${frame} />
      </dd>
    </dl>
  `;
}

/** @param {{needs: any[], frame: import("../app.js").Frame}} given */
function Needs({ needs, frame }) {
  const { t } = frame;
  return html`
    <dt>${t("sheNeeds")}</dt>
    <dd>
      ${needs.length === 0
        ? t("answer.UNKNOWN")
        : html`<ul class="plain">
            ${needs.map(
              (one, at) => html`<li key=${at}>
                <${Word} word=${one.service} of="service" t=${t} /> (<${Word} word=${one.criticality} of="criticality" t=${t} />)
              </li>`,
            )}
          </ul>`}
    </dd>
  `;
}

/** @param {{ways: any[], frame: import("../app.js").Frame}} given */
function Contact({ ways, frame }) {
  const { t } = frame;
  return html`
    <dt>${t("safeContact")}</dt>
    <dd>
      ${ways.length === 0
        ? t("answer.UNKNOWN")
        : html`<ul class="plain">
            ${ways.map(
              (one, at) => html`<li key=${at}>
                <${Word} word=${one.channel} of="channel" t=${t} />${one.safe_until &&
                html`, ${t("lastsUntil")} <${Moment} at=${one.safe_until} frame=${frame} />`}
                · ${t("messageAllowed")}: <${Word} word=${one.message_ok ?? "UNKNOWN"} of="answer" t=${t} />
              </li>`,
            )}
          </ul>`}
    </dd>
  `;
}
