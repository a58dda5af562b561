// @ts-check
// What the house is asked: one yes, or a no with its reason.

import { useAct } from "../acts.js";
import { Select } from "../chooser.js";
import { Day, wordsOf } from "../fields.js";
import { html, useState } from "../html.js";
import { Form, Moment, Problem } from "../parts.js";
import { doors } from "./reading.js";
import { Who } from "./who.js";

/** @typedef {{own: import("./reading.js").Own, frame: import("../app.js").Frame, reload: () => Promise<void>}} Given */

/** @param {Given} given */
export function Offers({ own, frame, reload }) {
  const { t } = frame;
  return html`
    <section aria-labelledby="asked">
      <h2 id="asked">${t("askedOfUs")}</h2>
      ${own.offers.length === 0
        ? html`<p>${t("askedNothing")}</p>`
        : html`<ul class="cards">
            ${own.offers.map(
              (offer) =>
                html`<${Asked} key=${offer.id} offer=${offer} own=${own} frame=${frame} reload=${reload} />`,
            )}
          </ul>`}
    </section>
  `;
}

/** @param {Given & {offer: import("./reading.js").Offer}} given */
function Asked({ offer, own, frame, reload }) {
  const { t } = frame;
  const { act, problem } = useAct(frame, reload);
  const [no, setNo] = useState(false);
  const path = `/offers/${offer.id}/answer`;
  const asked = offer.state === "SHELTER_ASKED";

  return html`
    <li class="card">
      <h3>${t("room")} ${doors(offer.units, own.beds)}, ${t("from")} <${Day} on=${offer.nights.first} frame=${frame} /></h3>
      <${Who} brief=${offer.brief} frame=${frame} />
      <p>
        ${asked ? t("answerBefore") : t("saidYesUntil")}${" "}
        <${Moment} at=${offer.hold_until} frame=${frame} />
      </p>
      <${Problem} t=${t} problem=${problem} />
      ${no
        ? html`
            <${Form}
              send=${(/** @type {any} */ typed) =>
                act("saidNo", "POST", path, { yes: false, reason: typed.reason }, offer.version)}
              label=${t("sendNo")}
            >
              <${Select} id=${`no-${offer.id}`} name="reason" label=${t("whyNo")} of="refusal" words=${wordsOf("refusal")} empty=${t("choose")} required t=${t} />
            <//>
            <p><button type="button" class="link" onClick=${() => setNo(false)}>${t("back")}</button></p>
          `
        : html`
            <div class="acts">
              ${asked &&
              html`<button
                type="button"
                class="first"
                onClick=${() => act("saidYes", "POST", path, { yes: true }, offer.version)}
              >
                ${t("sheMayCome")}
              </button>`}
              <button type="button" onClick=${() => setNo(true)}>${asked ? t("notHere") : t("takeYesBack")}</button>
            </div>
          `}
    </li>
  `;
}
