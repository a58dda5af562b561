// @ts-check
// How long she may stay: within the limit, or beyond it by somebody's decision.

import { useAct } from "../acts.js";
import { Select } from "../chooser.js";
import { Day, DayField, Lines, wordsOf } from "../fields.js";
import { html } from "../html.js";
import { Field, Problem, Word } from "../parts.js";
import { Opens } from "../section.js";

/** @param {import("./reading.js").Given} given */
export function StayLimit({ stay, frame, role, reload }) {
  const { t } = frame;
  const { act, problem } = useAct(frame, reload);
  const { limit, placement } = stay;
  if (!limit) return null;
  const path = `/placements/${placement.id}`;

  /** @param {Record<string, string>} typed */
  async function exempt({ months, decider, reason, cover_note }) {
    const note = cover_note ? { cover_note } : {};
    const body = { months: Number(months), decider, reason, ...note };
    return act("exemptionMade", "POST", `${path}/exemptions`, body, placement.version);
  }

  return html`
    <p>
      ${limit.limit_known
        ? limit.max_nights === null
          ? t("limitNone")
          : html`${t("limitNights")}: ${limit.max_nights}`
        : t("limitUnknown")}
      ; ${t("nightsLeft")}: <strong class=${limit.warned ? "late" : ""}>${limit.nights_left}</strong>
    </p>
    ${limit.exemptions.length > 0 &&
    html`
      <ul>
        ${limit.exemptions.map(
          (one) => html`
            <li key=${one.id}>
              ${one.nights} ${t("nightsMore")}:${" "}
              ${one.decider && html`<${Word} word=${one.decider} of="decider" t=${t} />, `}
              <${Word} word=${one.reason} of="exemption" t=${t} />, <${Day} on=${one.decided_at.slice(0, 10)} frame=${frame} />.
              ${" "}${t("ifOthersAsk")}: “${one.cover_note}”
            </li>
          `,
        )}
      </ul>
    `}
    <${Problem} t=${t} problem=${problem} />
    <div class="acts">
      <${Opens}
        label=${t("extend")}
        t=${t}
        send=${(/** @type {any} */ typed) => act("extended", "POST", `${path}/extend`, { to: typed.to }, placement.version)}
      >
        <${DayField} id="extend-to" name="to" label=${t("notHereFrom")} min=${limit.ends} />
      <//>
      ${role === "COORDINATOR" &&
      html`
        <${Opens} label=${t("exempt")} t=${t} send=${exempt}>
          <${Field} name="months" label=${t("months")} type="number" min="1" max="24" />
          <${Select} name="decider" label=${t("whoDecided")} of="decider" words=${wordsOf("decider")} empty=${t("choose")} required t=${t} />
          <${Select} name="reason" id="exempt-why" label=${t("why")} of="exemption" words=${wordsOf("exemption")} empty=${t("choose")} required t=${t} />
          <${Lines} id="cover" name="cover_note" label=${t("coverNote")} hint=${t("coverNoteHint")} longest=${280} required=${false} />
        <//>
      `}
    </div>
  `;
}
