// @ts-check
// What only two persons may do: a level below the floor, a danger place that is none, a rule set aside.

import { useAct } from "../acts.js";
import { readAll, useAsked } from "../asking.js";
import { worded } from "../texts.js";
import { Select } from "../chooser.js";
import { DayField, Lines, wordsOf } from "../fields.js";
import { today } from "../days.js";
import { html } from "../html.js";
import { Problem } from "../parts.js";
import { Opens } from "../section.js";

const RULES = {
  SECURITY_TOO_LOW: "H02",
  TOO_NEAR_DANGER: "H03",
  HOUSE_MAY_BE_KNOWN: "H04",
  POLICY: "H08",
  STAY_TOO_SHORT: "H09",
  CRITICAL_SERVICE: "H10",
  CANNOT_ARRIVE: "H13",
  VACANCY_NOT_FRESH: "H14",
  KEPT_IN_RESERVE: "H15",
};

/**
 * @typedef {import("../app.js").Frame} Frame
 * @typedef {{one: any, frame: Frame, changed: () => Promise<void>}} Given
 */

/** Why it is asked for: a closed word, and a line for the second person. @param {{id: string, t: (key: string) => string}} given */
function Why({ id, t }) {
  return html`
    <p class="hint">${t("byTwo")}</p>
    <${Select} name="purpose" id=${`${id}-purpose`} label=${t("purpose")} of="purpose" words=${wordsOf("purpose")} empty=${t("choose")} required t=${t} />
    <${Lines} id=${`${id}-reason`} name="reason" label=${t("reason")} hint=${t("noNames")} longest=${280} />
  `;
}

/** @param {Given} given */
export function Lowering({ one, frame, changed }) {
  const { t } = frame;
  const { act, problem } = useAct(frame, changed);
  return html`
    <${Problem} t=${t} problem=${problem} />
    <${Opens} label=${t("askLowering")} t=${t} send=${(/** @type {any} */ typed) => act("waitsForSecond", "POST", `/referrals/${one.id}/lowering`, typed, one.version)}>
      <${Select} name="to" id="lower-to" label=${t("lowerTo")} of="level" words=${["T1", "T2", "T3"]} empty=${t("choose")} required t=${t} />
      <${DayField} id="lower-until" name="expires_on" label=${t("lowerUntil")} min=${today(1)} max=${today(30)} />
      <${Why} id="lower" t=${t} />
    <//>
  `;
}

/** @param {Given} given */
export function Areas({ one, frame, changed }) {
  const { t } = frame;
  const path = `/referrals/${one.id}/areas`;
  const { said, problem } = useAsked(() => readAll(path, "areas"), [path]);
  const { act, problem: refused } = useAct(frame, changed);
  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    ${said?.length === 0 && html`<p>${t("noDangerPlace")}</p>`}
    <ul class="plain">
      ${(said ?? []).map(
        (area) => html`
          <li key=${area.id} class="line">
            <span><strong>${area.name}</strong> · ${worded(t, "area", area.kind)}</span>
            <${Opens} label=${`${t("askClear")}: ${area.name}`} t=${t} send=${(/** @type {any} */ typed) => act("waitsForSecond", "POST", `${path}/${area.id}/clear`, typed, one.version)}>
              <${Why} id=${`clear-${area.id}`} t=${t} />
            <//>
          </li>
        `,
      )}
    </ul>
  `;
}

/** @param {Given} given */
export function Waivers({ one, frame, changed }) {
  const { t } = frame;
  const { said: houses, problem } = useAsked(() => readAll("/shelters", "shelters"), []);
  const { act, problem: refused } = useAct(frame, changed);

  /** @param {Record<string, string>} typed */
  async function ask({ rule = "", shelter, expires_on, purpose, reason, police, health }) {
    const of = RULES[/** @type {keyof typeof RULES} */ (rule)];
    const body = { rule: of, referral: one.id, shelter, expires_on, purpose, reason, police_statement: police === "on", health_professional: health === "on" };
    return act("waitsForSecond", "POST", "/waivers", body);
  }

  return html`
    <p>${t("waiverWhy")}</p>
    <${Problem} t=${t} problem=${refused || problem} />
    ${houses &&
    html`
      <${Opens} label=${t("askWaiver")} t=${t} send=${ask}>
        <${Select} name="rule" id="waive-rule" label=${t("waiveRule")} of="rule" words=${Object.keys(RULES)} empty=${t("choose")} required t=${t} />
        <div class="field">
          <label for="waive-house">${t("houses")}</label>
          <select id="waive-house" name="shelter" required autocomplete="off">
            <option value="">${t("choose")}</option>
            ${houses.map((house) => html`<option key=${house.id} value=${house.id}>${house.code_name}</option>`)}
          </select>
        </div>
        <${DayField} id="waive-until" name="expires_on" label=${t("waiveUntil")} min=${today(1)} max=${today(14)} />
        <div class="choices">
          <label><input type="checkbox" name="police" autocomplete="off" /> ${t("policeStatement")}</label>
          <label><input type="checkbox" name="health" autocomplete="off" /> ${t("healthProfessional")}</label>
        </div>
        <${Why} id="waive" t=${t} />
      <//>
    `}
  `;
}
