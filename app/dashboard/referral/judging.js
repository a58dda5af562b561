// @ts-check
// The worker judges first; the floor is shown afterwards (domain 3.3).

import { at, useActs } from "../acts.js";
import { worded } from "../texts.js";
import { Radios } from "../chooser.js";
import { html, useState } from "../html.js";
import { Moment } from "../parts.js";
import { Refusal } from "../refusal.js";

const LEVELS = ["T1", "T2", "T3", "T4", "UNKNOWN"];

/** @param {{one: any, frame: import("../app.js").Frame, changed: () => void}} given */
export function Judging({ one, frame, changed }) {
  const { t } = frame;
  const [level, setLevel] = useState("");
  const [again, setAgain] = useState(false);
  const { no, act } = useActs(frame);
  const judged = one.floor !== null;

  async function judge() {
    const made = await act("POST", `/referrals/${one.id}/threat`, { level }, { version: at(one.version), said: "judgedNow" });
    if (!made) return;
    setAgain(false);
    changed();
  }

  return html`
    <section class="card" aria-labelledby="judging">
      <h2 id="judging">${t("yourJudgement")}</h2>
      ${judged &&
      html`
        <dl>
          <dt>${t("levelNow")}</dt>
          <dd><strong>${worded(t, "level", one.level)}</strong></dd>
          <dt>${t("floor")}</dt>
          <dd>${worded(t, "level", one.floor)}</dd>
          <dt>${t("reviewDue")}</dt>
          <dd>${one.review_due ? html`<${Moment} at=${`${one.review_due}T12:00:00Z`} frame=${frame} />` : t("never")}</dd>
        </dl>
      `}
      ${!judged || again
        ? html`
            <p>${t("judgeFirst")}</p>
            <${Radios} name="level" label=${t("levelLabel")} of="level" words=${LEVELS} value=${level} choose=${setLevel} t=${t} />
            <${Refusal} no=${no} t=${t} />
            <button type="button" class="first" disabled=${!level} onClick=${judge}>${t("setLevel")}</button>
          `
        : html`<button type="button" onClick=${() => setAgain(true)}>${t("judgeAgain")}</button>`}
    </section>
  `;
}
