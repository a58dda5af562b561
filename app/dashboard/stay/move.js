// @ts-check
// She moves: proposed, her yes, the police, danger by two, a place that is kept, and that she is there.

import { useAct } from "../acts.js";
import { readAll, useAsked } from "../asking.js";
import { Select } from "../chooser.js";
import { Lines, MomentField, wordsOf } from "../fields.js";
import { html } from "../html.js";
import { Moment, Problem, Word } from "../parts.js";
import { Opens } from "../section.js";
import { openMove } from "./reading.js";

/** Offers that may become a move: the house has said yes. */
const KEPT = ["SHELTER_YES", "SHOWN"];

/** @param {import("./reading.js").Given} given */
export function Move({ stay, frame, role, reload }) {
  const { placement } = stay;
  const { t } = frame;
  const { said, problem, reload: again } = useAsked(
    async () => ({
      move: await openMove(placement),
      offers: (await readAll("/offers", "offers")).filter(
        (one) => one.referral === placement.referral && KEPT.includes(one.state),
      ),
    }),
    [placement.id],
  );
  const { act, problem: refused } = useAct(frame, async () => {
    await again();
    await reload();
  });
  const trouble = html`<${Problem} t=${t} problem=${refused || problem} />`;
  if (!said) return problem ? trouble : html`<p>${t("loading")}</p>`;
  const { move, offers } = said;
  if (!move) {
    return html`
      <p>${t("moveNone")}</p>
      ${trouble}
      <${Opens}
        label=${t("proposeMove")}
        t=${t}
        send=${(/** @type {any} */ typed) =>
          act("moveProposed", "POST", `/placements/${placement.id}/transfers`, typed, placement.version)}
      >
        <${Select} name="reason" id="move-why" label=${t("why")} of="movereason" words=${wordsOf("movereason")} empty=${t("choose")} required t=${t} />
      <//>
    `;
  }
  const path = `/transfers/${move.id}`;
  const firm = move.state === "FIRM";
  return html`
    <dl>
      <dt>${t("stands")}</dt>
      <dd><${Word} word=${move.state} of="move" t=${t} /></dd>
      ${move.reason && html`<dt>${t("why")}</dt><dd><${Word} word=${move.reason} of="movereason" t=${t} /></dd>`}
      <dt>${t("sheAgreed")}</dt>
      <dd><${Moment} at=${move.agreed_at} frame=${frame} /></dd>
      <dt>${t("policeHere")}</dt>
      <dd><${Moment} at=${move.police_at} frame=${frame} /></dd>
      <dt>${t("policeThere")}</dt>
      <dd><${Moment} at=${move.receiving_police_at} frame=${frame} /></dd>
      ${move.move_by && html`<dt>${t("thereBy")}</dt><dd><${Moment} at=${move.move_by} frame=${frame} /></dd>`}
    </dl>
    ${trouble}
    <div class="acts">
      ${move.state === "PROPOSED" &&
      html`<button type="button" class="first" onClick=${() => act("moveAgreed", "POST", `${path}/agree`, undefined, move.version)}>
        ${t("saysYesToMove")}
      </button>`}
      ${!firm &&
      html`
        <button type="button" onClick=${() => act("policeAsked", "POST", `${path}/police`, { receiving: false }, move.version)}>
          ${t("askedPoliceHere")}
        </button>
        <button type="button" onClick=${() => act("policeAsked", "POST", `${path}/police`, { receiving: true }, move.version)}>
          ${t("askedPoliceBoth")}
        </button>
      `}
      ${!firm &&
      role === "COORDINATOR" &&
      html`
        <${Opens} label=${t("atOnce")} t=${t} send=${(/** @type {any} */ typed) => act("waitsForSecond", "POST", `${path}/danger`, typed, move.version)}>
          <p class="hint">${t("byTwo")}</p>
          <${Select} name="purpose" id="danger-purpose" label=${t("purpose")} of="purpose" words=${wordsOf("purpose")} empty=${t("choose")} required t=${t} />
          <${Lines} id="danger-reason" name="reason" label=${t("reason")} hint=${t("noNames")} longest=${280} />
        <//>
      `}
      ${firm &&
      html`<button type="button" class="first" onClick=${() => act("moved", "POST", `${path}/arrive`, undefined, move.version)}>
        ${t("isThere")}
      </button>`}
      <${Opens}
        label=${t("moveOff")}
        t=${t}
        send=${(/** @type {any} */ { not_arrived }) =>
          act("moveCalledOff", "POST", `${path}/cancel`, not_arrived ? { not_arrived } : {}, move.version)}
      >
        ${firm &&
        html`<${Select} name="not_arrived" label=${t("didNotCome")} of="nonarrival" words=${wordsOf("nonarrival")} empty=${t("onlyCalledOff")} t=${t} />`}
      <//>
    </div>
    ${!firm && html`<${Places} offers=${offers} stay=${stay} frame=${frame} act=${act} />`}
  `;
}

/**
 * @param {{offers: any[], stay: import("./reading.js").Stay, frame: import("../app.js").Frame,
 *   act: ReturnType<typeof useAct>["act"]}} given
 */
function Places({ offers, stay, frame, act }) {
  const { t } = frame;
  return html`
    <h3>${t("placeThere")}</h3>
    ${offers.length === 0 && html`<p>${t("moveNoPlace")}</p>`}
    ${offers.map(
      (one) => html`
        <p key=${one.id}>${one.code_name ?? ""}, ${t("keptUntil")} <${Moment} at=${one.hold_until} frame=${frame} /></p>
        <${Opens}
          label=${t("makeFirm")}
          t=${t}
          send=${(/** @type {any} */ typed) =>
            act("moveFirm", "POST", `/offers/${one.id}/move`, { move_by: new Date(typed.move_by).toISOString() }, one.version)}
        >
          <${MomentField} id=${`by-${one.id}`} name="move_by" label=${t("thereBy")} />
        <//>
      `,
    )}
    <p>
      <button type="button" class="link" onClick=${() => frame.go("referral", { id: stay.placement.referral })}>
        ${t("findPlace")}
      </button>
    </p>
  `;
}
