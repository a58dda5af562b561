// @ts-check
// Who has a place and is not there yet: she came, or she does not come.

import { useAct } from "../acts.js";
import { Select } from "../chooser.js";
import { wordsOf } from "../fields.js";
import { html } from "../html.js";
import { Problem } from "../parts.js";
import { Opens } from "../section.js";

/** @param {import("./reading.js").Given} given */
export function Coming({ stay, frame, role, reload }) {
  const { t } = frame;
  const { act, problem } = useAct(frame, reload);
  const { placement } = stay;
  const path = `/placements/${placement.id}`;
  return html`
    <${Problem} t=${t} problem=${problem} />
    <div class="acts">
      <button type="button" class="first" onClick=${() => act("sheIsHere", "POST", `${path}/arrive`, undefined, placement.version)}>
        ${t("isThere")}
      </button>
      ${role !== "SHELTER" &&
      html`
        <${Opens}
          label=${t("doesNotCome")}
          t=${t}
          send=${(/** @type {any} */ { reason }) =>
            act("placeCalledOff", "POST", `${path}/call-off`, reason ? { why: "NOT_ARRIVED", reason } : { why: "CANCELLED" }, placement.version)}
        >
          <${Select} name="reason" id="missed" label=${t("didNotCome")} of="nonarrival" words=${wordsOf("nonarrival")} empty=${t("onlyCalledOff")} t=${t} />
        <//>
      `}
    </div>
  `;
}

/** @param {import("./reading.js").Given} given */
export function TakeOver({ stay, frame, reload }) {
  const { t } = frame;
  const { act, problem } = useAct(frame, reload);
  return html`
    <p>${t("notOnCase")}</p>
    <${Problem} t=${t} problem=${problem} />
    <${Opens}
      label=${t("openCase")}
      t=${t}
      send=${(/** @type {any} */ typed) => act("caseOpened", "POST", `/referrals/${stay.placement.referral}/take-over`, typed)}
    >
      <${Select} name="purpose" id="open-why" label=${t("why")} of="opening" words=${wordsOf("opening")} empty=${t("choose")} required t=${t} />
    <//>
  `;
}
