// @ts-check
// The threat as she tells it, beside what professionals found. It holds no computed level.

import { noOf } from "../acts.js";
import { call } from "../api.js";
import { readAll } from "../asking.js";
import { worded } from "../texts.js";
import { html, useState } from "../html.js";
import { Moment } from "../parts.js";
import { Refusal } from "../refusal.js";

const QUESTIONS = ["Q01", "Q02", "Q03", "Q04", "Q05", "Q06", "Q07", "Q08", "Q09", "Q10", "Q11", "Q12"];

/**
 * @typedef {import("../app.js").Frame} Frame
 * @param {{one: any, frame: Frame}} given
 */
export function Threat({ one, frame }) {
  const { t } = frame;
  const [seen, setSeen] = useState(/** @type {any} */ (null));
  const [no, setNo] = useState(/** @type {import("../acts.js").No | null} */ (null));
  const path = `/referrals/${one.id}`;

  async function look() {
    const answer = await call("GET", `${path}/threat`);
    setNo(answer.ok ? null : noOf(answer));
    if (!answer.ok) return;
    const [areas, actors] = await Promise.all([readAll(`${path}/areas`, "areas"), readAll(`${path}/actors`, "actors")]);
    setSeen({ ...answer.body, areas, actors });
  }

  return html`
    <section class="card" aria-labelledby="threat">
      <h2 id="threat">${t("threatPicture")}</h2>
      <${Refusal} no=${no} t=${t} />
      ${seen === null
        ? html`<p>${t("threatWhy")}</p><button type="button" onClick=${look}>${t("showThreat")}</button>`
        : html`
            <div class="two">
              <div>
                <h3>${t("asSheTells")}</h3>
                <${Replies} some=${seen.answers.filter((/** @type {any} */ a) => a.source === "HERSELF")} frame=${frame} />
              </div>
              <div>
                <h3>${t("asOthersFound")}</h3>
                <${Others} seen=${seen} frame=${frame} />
              </div>
            </div>
            <p>
              <strong>${t("neverAsked")}:</strong>${" "}
              ${QUESTIONS.filter((q) => !seen.answers.some((/** @type {any} */ a) => a.question === q && a.reply !== "UNKNOWN"))
                .map((q) => worded(t, "question", q))
                .join("; ") || "–"}
            </p>
            <${Dangers} seen=${seen} frame=${frame} />
          `}
    </section>
  `;
}

/** @param {{some: any[], frame: Frame}} given */
function Replies({ some, frame }) {
  const { t } = frame;
  if (some.length === 0) return html`<p>${t("nothingSaid")}</p>`;
  return html`
    <dl>
      ${some.map(
        (a) => html`
          <dt key=${a.question}>${worded(t, "question", a.question)}</dt>
          <dd>
            ${worded(t, a.question === "Q01" ? "fear" : "answer", a.reply)}
            ${a.last_on && html` · ${t("lastOn")} ${a.last_on}`}
          </dd>
        `,
      )}
    </dl>
  `;
}

/** @param {{seen: any, frame: Frame}} given */
function Others({ seen, frame }) {
  const { t } = frame;
  const replies = seen.answers.filter((/** @type {any} */ a) => a.source !== "HERSELF");
  if (replies.length + seen.instruments.length + seen.judgements.length === 0) return html`<p>${t("nothingFound")}</p>`;
  return html`
    <ul class="plain">
      ${seen.judgements.map(
        (/** @type {any} */ one) => html`
          <li key=${one.at}>
            <strong>${worded(t, "level", one.level)}</strong> · ${worded(t, "role", one.by_role)} · <${Moment} at=${one.at} frame=${frame} />
          </li>
        `,
      )}
      ${seen.instruments.map(
        (/** @type {any} */ one) => html`
          <li key=${one.instrument}>${worded(t, "instrument", one.instrument)}: <strong>${worded(t, "riskband", one.band)}</strong> ${one.done_on ?? ""}</li>
        `,
      )}
      ${replies.map(
        (/** @type {any} */ a) => html`
          <li key=${a.question}>
            ${worded(t, "question", a.question)}: ${worded(t, a.question === "Q01" ? "fear" : "answer", a.reply)}
            (${worded(t, "source", a.source)})
          </li>
        `,
      )}
      ${seen.lowering && html`<li>${t("loweredTo")} ${worded(t, "level", seen.lowering.to)} · ${t("untilTime")} ${seen.lowering.expires_on}</li>`}
    </ul>
  `;
}

/** @param {{seen: any, frame: Frame}} given */
function Dangers({ seen, frame }) {
  const { t } = frame;
  return html`
    <h3>${t("whomSheFears")}</h3>
    ${seen.actors.length === 0
      ? html`<p>${t("nobodyLabelled")}</p>`
      : html`
          <ul class="plain">
            ${seen.actors.map(
              (/** @type {any} */ one) => html`<li key=${one.id}><strong>${one.label}</strong>: ${worded(t, "actorstatus", one.status ?? "UNKNOWN")}</li>`,
            )}
          </ul>
        `}
    <h3>${t("dangerPlaces")}</h3>
    ${seen.areas.length === 0
      ? html`<p>${t("noDangerPlace")}</p>`
      : html`
          <ul class="plain">
            ${seen.areas.map(
              (/** @type {any} */ one) => html`<li key=${one.id}><strong>${one.name}</strong> · ${worded(t, "area", one.kind)} · ${one.last_confirmed ?? t("dateUnknown")}</li>`,
            )}
          </ul>
        `}
  `;
}
