// @ts-check
// The threat as the police judge it, and where those she fears are.

import { useAct } from "../acts.js";
import { call } from "../api.js";
import { Radios, Select, YesNo } from "../chooser.js";
import { worded } from "../texts.js";
import { html, useState } from "../html.js";
import { Field, Form, Word, problemText } from "../parts.js";
import { Day, Part, Unfold } from "./unfold.js";

const LEVELS = Object.freeze(["T1", "T2", "T3", "T4", "UNKNOWN"]);
const QUESTIONS = Object.freeze(["Q02", "Q03", "Q04", "Q05", "Q06", "Q07", "Q08", "Q09", "Q10", "Q11", "Q12"]);
const INSTRUMENTS = Object.freeze(["SARA", "PATRIARK", "B_SAFER", "DASH", "DANGER_ASSESSMENT", "VIOGEN", "OTHER"]);
const BANDS = Object.freeze(["LOW", "MODERATE", "HIGH", "EXTREME"]);
const WHERE = Object.freeze(["AT_LARGE", "CUSTODY", "ABROAD", "DEAD", "UNKNOWN"]);

/**
 * @typedef {import("./police.js").Where} Where
 * @param {Where & {done: () => Promise<unknown>}} given
 */
export function Assessment({ at, frame, done }) {
  const { t } = frame;
  const [problem, setProblem] = useState("");
  const [judged, setJudged] = useState(/** @type {any} */ (null));

  /** @param {Record<string, string>} typed */
  async function send(typed) {
    const known = QUESTIONS.filter((one) => typed[one]).map((question) => ({
      question,
      last_on: question === "Q04" ? typed.searched_on || null : null,
    }));
    const instruments =
      typed.instrument && typed.band ? [{ instrument: typed.instrument, band: typed.band, done_on: typed.done_on || null }] : [];
    const sent = { level: typed.level, known, instruments };
    const answer = await call("POST", `${at}/threat`, sent);
    setProblem(answer.ok ? "" : problemText(answer));
    if (!answer.ok) return;
    setJudged(answer.body);
    frame.say("assessmentSaid");
    done();
  }

  return html`
    <${Part} name="assessment" title=${t("assessment")} problem=${problem} t=${t}>
      ${judged &&
      html`
        <p class="notice">
          <${Word} word=${judged.level} of="level" t=${t} /> · ${t("leastLevel")} ${judged.floor} · ${t("judgedAgainOn")} <${Day} on=${judged.review_due} frame=${frame} />
        </p>
      `}
      <${Unfold} title=${t("assess")}>
        <p class="hint">${t("assessWhy")}</p>
        <${Form} label=${t("assessSend")} send=${send}>
          <${Radios} t=${t} name="level" label=${t("yourLevel")} of="level" words=${LEVELS} required />
          <h3>${t("whatIsKnown")}</h3>
          <p class="hint">${t("leaveOut")}</p>
          <div class="checks">
            ${QUESTIONS.map(
              (one) => html`
                <label key=${one}>
                  <input type="checkbox" name=${one} value="YES" autocomplete="off" />
                  <span>${worded(t, "threat", one)}</span>
                </label>
              `,
            )}
          </div>
          <${Field} name="searched_on" label=${t("searchedOn")} hint=${t("searchedOnHint")} type="date" required=${false} />
          <h3>${t("instrument")}</h3>
          <div class="side-by-side">
          <${Select} t=${t} name="instrument" label=${t("instrument")} of="instrument" words=${INSTRUMENTS} empty=${t("noInstrument")} />
          <${Select} t=${t} name="band" label=${t("band")} of="graded" words=${BANDS} empty=${t("noInstrument")} />
          <${Field} name="done_on" label=${t("instrumentOn")} type="date" required=${false} />
          </div>
        <//>
      <//>
    <//>
  `;
}

/** @param {Where & {actors: {said: any[] | null, problem: string, reload: () => Promise<void>}}} given */
export function Feared({ at, frame, actors }) {
  const { t } = frame;
  const { problem, act } = useAct(frame, actors.reload);
  return html`
    <${Part} name="feared" title=${t("feared")} problem=${problem || actors.problem} t=${t}>
      ${actors.said?.length === 0 && html`<p>${t("fearedNone")}</p>`}
      <ul class="cards">
        ${(actors.said ?? []).map(
          (one) => html`
            <li class="card" key=${one.id}>
              <h3>${one.label}: <${Word} word=${one.status ?? "UNKNOWN"} of="whereis" t=${t} /></h3>
              <p>${t("othersAtLarge")}: <${Word} word=${one.others_at_large ?? "UNKNOWN"} of="answer" t=${t} /></p>
              <${Unfold} title=${t("sayWhere")}>
                <${Form}
                  label=${t("whereSend")}
                  send=${async (/** @type {Record<string, string>} */ typed) => {
                    const until = typed.where === "CUSTODY" ? typed.custody_until || null : null;
                    const sent = { status: typed.where, custody_until: until, others_at_large: typed.others || "UNKNOWN" };
                    await act("whereSaid", "POST", `${at}/actors/${one.id}/whereabouts`, sent);
                  }}
                >
                  <${Radios} t=${t} name="where" label=${t("whereIsHe")} of="whereis" words=${WHERE} value=${one.status ?? "UNKNOWN"} required />
                  <${Field} name="custody_until" label=${t("custodyUntil")} hint=${t("custodyHint")} type="date" required=${false} />
                  <${YesNo} t=${t} name="others" label=${t("othersAtLarge")} value=${one.others_at_large ?? "UNKNOWN"} />
                <//>
              <//>
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}
