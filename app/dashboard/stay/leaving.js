// @ts-check
// Leaving is prepared on two tracks; visits before it, a municipality that takes over, and the end.

import { useAct } from "../acts.js";
import { read, readIfThere, useAsked } from "../asking.js";
import { Select } from "../chooser.js";
import { Day, DayField, MomentField, wordsOf } from "../fields.js";
import { today } from "../days.js";
import { html } from "../html.js";
import { Moment, Problem, Word } from "../parts.js";
import { Opens } from "../section.js";
import { Lists } from "./care.js";

const TRACKS = ["STAY_TRACK", "RETURN_TRACK"];

/** @param {import("./reading.js").Given} given */
export function Leaving(given) {
  const { stay, frame, reload } = given;
  const { t } = frame;
  const path = `/placements/${stay.placement.id}`;
  const { said, problem, reload: again } = useAsked(
    async () => ({ plan: await readIfThere(`${path}/departure-plan`) }),
    [path],
  );
  const { act, problem: refused } = useAct(frame, async () => {
    await again();
    await reload();
  });
  if (!said) return html`<${Problem} t=${t} problem=${problem} />`;
  const { plan } = said;

  /** @param {Record<string, string>} typed */
  async function leaves({ kind, destination, planned_on }) {
    const body = { kind, destination, ...(planned_on ? { planned_on } : {}) };
    return act("departureKept", "PUT", `${path}/departure-plan`, body);
  }

  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    ${plan
      ? html`
          <p>
            <strong><${Word} word=${plan.kind} of="departure" t=${t} /></strong>,${" "}
            <${Word} word=${plan.destination} of="destination" t=${t} />,${" "}
            ${plan.planned_on ? html`<${Day} on=${plan.planned_on} frame=${frame} />` : t("dayNotSet")}
          </p>
          <${Lists} key=${plan.version} ...${given} lists=${TRACKS} />
        `
      : html`<p>${t("departureNone")}</p>`}
    <div class="acts">
      <${Opens} label=${t("planDeparture")} t=${t} send=${leaves}>
        <${Select} name="kind" id="leave-kind" label=${t("goesTo")} of="departure" words=${wordsOf("departure")} value=${plan?.kind} empty=${t("choose")} required t=${t} />
        <${Select} name="destination" id="leave-where" label=${t("wentWhere")} of="destination" words=${wordsOf("destination")} value=${plan?.destination ?? "NOT_SAID"} empty=${t("choose")} required t=${t} />
        <${DayField} id="leave-on" name="planned_on" label=${t("onDay")} value=${plan?.planned_on ?? undefined} required=${false} />
      <//>
      <${Opens}
        label=${t("recordLeaving")}
        t=${t}
        send=${(/** @type {any} */ typed) => act("sheHasLeft", "POST", `${path}/end`, typed, stay.placement.version)}
      >
        <${DayField} id="left-on" name="first_night_away" label=${t("firstNightAway")} value=${today()} />
        <${Select} name="departure" id="left-to" label=${t("wentTo")} of="departure" words=${wordsOf("departure")} value=${plan?.kind} empty=${t("choose")} required t=${t} />
        <${Select} name="destination" id="left-where" label=${t("wentWhere")} of="destination" words=${wordsOf("destination")} value=${plan?.destination ?? "NOT_SAID"} empty=${t("choose")} required t=${t} />
      <//>
    </div>
  `;
}

/** @param {import("./reading.js").Given} given */
export function Visits({ stay, frame, role }) {
  const { t } = frame;
  const path = `/placements/${stay.placement.id}/visits`;
  const { said, problem, reload } = useAsked(() => read(path), [path]);
  const { act, problem: refused } = useAct(frame, reload);
  if (!said) return html`<${Problem} t=${t} problem=${problem} />`;
  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    ${said.visits.length === 0 && html`<p>${t("visitsNone")}</p>`}
    <ul class="lines">
      ${said.visits.map(
        (/** @type {any} */ one) => html`
          <li key=${one.id}>
            <span><${Word} word=${one.kind} of="visit" t=${t} />, <${Word} word=${one.comes} of="visitor" t=${t} /></span>
            <span class="hint"><${Moment} at=${one.planned_at} frame=${frame} />${one.outcome && html`; <${Word} word=${one.outcome} of="visitend" t=${t} />`}</span>
            ${role === "COORDINATOR" &&
            !one.outcome &&
            html`<${Opens} label=${t("visitOver")} t=${t} send=${(/** @type {any} */ typed) => act("visitEnded", "POST", `${path}/${one.id}/over`, typed)}>
              <${Select} name="outcome" id=${`visit-${one.id}`} label=${t("whatCame")} of="visitend" words=${wordsOf("visitend")} empty=${t("choose")} required t=${t} />
            <//>`}
          </li>
        `,
      )}
    </ul>
    ${role === "COORDINATOR" &&
    html`
      <${Opens}
        label=${t("planVisit")}
        t=${t}
        send=${(/** @type {any} */ { kind, comes, planned_at }) =>
          act("visitPlanned", "POST", path, { kind, comes, planned_at: new Date(planned_at ?? "").toISOString() })}
      >
        <${Select} name="kind" id="visit-kind" label=${t("what")} of="visit" words=${wordsOf("visit")} empty=${t("choose")} required t=${t} />
        <${Select} name="comes" label=${t("whoVisits")} of="visitor" words=${wordsOf("visitor")} empty=${t("choose")} required t=${t} />
        <${MomentField} id="visit-at" name="planned_at" label=${t("when")} />
      <//>
    `}
  `;
}

/** @param {import("./reading.js").Given} given */
export function Municipality({ stay, frame, reload }) {
  const { t } = frame;
  const path = `/referrals/${stay.her?.id}`;
  const { said, problem, reload: again } = useAsked(() => readIfThere(`${path}/municipality-hand-over`), [path]);
  const { act, problem: refused } = useAct(frame, async () => {
    await again();
    await reload();
  });
  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    <ul class="lines">
      ${(said?.hand_overs ?? []).map(
        (/** @type {any} */ one) => html`
          <li key=${one.id}>
            <span><${Word} word=${one.state} of="handover" t=${t} /></span>
            <span class="hint"><${Moment} at=${one.answered_at ?? one.offered_at} frame=${frame} /></span>
          </li>
        `,
      )}
    </ul>
    <div class="acts">
      <button type="button" onClick=${() => act("handOverOffered", "POST", `${path}/municipality-hand-over`)}>${t("offerHandOver")}</button>
      <button type="button" onClick=${() => act("caseClosed", "POST", `${path}/close`, undefined, stay.her?.version)}>${t("closeCase")}</button>
    </div>
  `;
}
