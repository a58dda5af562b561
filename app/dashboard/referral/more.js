// @ts-check
// What is done with a case besides looking for a place: each in a part that unfolds.

import { html } from "../html.js";
import { Section } from "../section.js";
import { TakeOver } from "../stay/coming.js";
import { AddressBlock } from "../stay/danger.js";
import { Steps } from "../stay/past.js";
import { Complaints, Ending, NotMatched, SamePerson } from "./beside.js";
import { Areas, Lowering, Waivers } from "./by_two.js";
import { CallsBack, KeptApart } from "./links.js";
import { Members } from "./people.js";

/** @param {{one: any, frame: import("../app.js").Frame, coordinator: boolean, changed: () => Promise<void>}} given */
export function More({ one, frame, coordinator, changed }) {
  const { t } = frame;
  const given = { one, frame, changed };
  const stay = /** @type {any} */ ({ her: one, placement: { referral: one.id } });
  // What belongs to those who stand on a case is not told to others.
  const stands = !coordinator || "police_involved" in one;
  const part = { stay, frame, role: coordinator ? "COORDINATOR" : "ON_CALL", reload: changed };
  if (!stands) {
    return html`<${Section} title=${t("takeOver")} open><${TakeOver} ...${part} /><//>`;
  }
  return html`
    <p><button type="button" onClick=${() => frame.go("referral_form", { id: one.id })}>${t("fullForm")}</button></p>
    ${coordinator &&
    html`
      <${Section} title=${t("membersOfCase")}><${Members} ...${given} /><//>
    `}
    <${Section} title=${t("callsBack")}><${CallsBack} ...${given} /><//>
    <${Section} title=${t("historyOfCase")}><${Steps} ...${part} /><//>
    <${Section} title=${t("complaintsOfCase")}><${Complaints} ...${given} /><//>
    <${Section} title=${t("notMatchedTitle")}><${NotMatched} ...${given} /><//>
    ${coordinator &&
    html`
      <${Section} title=${t("samePerson")}><${SamePerson} ...${given} /><//>
      <${Section} title=${t("keptApart")}><${KeptApart} ...${given} /><//>
      <${Section} title=${t("byTwoTitle")}>
        <div class="lines">
          <${Lowering} ...${given} />
          <${Areas} ...${given} />
          <${Waivers} ...${given} />
          <${AddressBlock} ...${part} />
        </div>
      <//>
    `}
    <${Section} title=${t("endOfCase")}><${Ending} ...${given} /><//>
  `;
}
