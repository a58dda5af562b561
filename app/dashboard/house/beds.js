// @ts-check
// The house's own units tonight, and taking one out of use for some nights.

import { useAct } from "../acts.js";
import { call } from "../api.js";
import { Select } from "../chooser.js";
import { DayField, wordsOf } from "../fields.js";
import { html, useState } from "../html.js";
import { Form, Problem, Word, problemText } from "../parts.js";

/** @typedef {{own: import("./reading.js").Own, frame: import("../app.js").Frame, reload: () => Promise<void>}} Given */

/** @param {Given} given */
export function Beds({ own, frame, reload }) {
  const { t } = frame;
  const free = own.beds.filter((bed) => bed.state === "FREE").length;
  return html`
    <section aria-labelledby="beds">
      <h2 id="beds">${t("beds")}</h2>
      <p>${t("freeTonight")}: <strong>${free}</strong> ${t("of")} ${own.beds.length}</p>
      <ul class="cards rooms">
        ${own.beds.map(
          (bed) => html`<${Room} key=${bed.unit} bed=${bed} own=${own} frame=${frame} reload=${reload} />`,
        )}
      </ul>
    </section>
  `;
}

/** @param {Given & {bed: import("./reading.js").Bed}} given */
function Room({ bed, own, frame, reload }) {
  const { t } = frame;
  const [closing, setClosing] = useState(false);
  const [refused, setRefused] = useState("");
  const { act, problem } = useAct(frame, reload);
  const path = `/shelters/${own.profile.id}/units/${bed.unit}/out-of-service`;
  const shut = bed.state === "OUT_OF_SERVICE" || bed.state === "TURNAROUND";

  /** @param {Record<string, string>} typed */
  async function close(typed) {
    if (await act("roomClosed", "POST", path, typed, own.profile.version)) setClosing(false);
  }

  async function open() {
    const answer = await call("GET", path);
    setRefused(answer.ok ? "" : problemText(answer));
    const span = answer.body?.spans?.find(
      (/** @type {any} */ one) => one.nights.first <= own.night && own.night < one.nights.to,
    );
    if (span) await act("roomOpened", "DELETE", `${path}/${span.id}`, undefined, own.profile.version);
  }

  return html`
    <li class="card">
      <h3>${bed.code}</h3>
      <p class=${`state ${bed.state}`}><${Word} word=${bed.state} of="bed" t=${t} /></p>
      <p class="hint">
        <${Word} word=${bed.kind} of="unit" t=${t} />, ${t("bedsIn")}: ${bed.beds}${bed.cots > 0 &&
        html`, ${t("cots")}: ${bed.cots}`}
      </p>
      <${Problem} t=${t} problem=${problem || refused} />
      ${closing
        ? html`
            <${Form} send=${close} label=${t("closeRoom")}>
              <${DayField} id=${`f-${bed.unit}`} name="first" label=${t("fromNight")} value=${own.night} min=${own.night} />
              <${DayField} id=${`t-${bed.unit}`} name="to" label=${t("usableFrom")} min=${own.night} />
              <${Select} id=${`w-${bed.unit}`} name="reason" label=${t("why")} of="outofservice" words=${wordsOf("outofservice")} empty=${t("choose")} required t=${t} />
            <//>
            <button type="button" class="link" onClick=${() => setClosing(false)}>${t("back")}</button>
          `
        : shut
          ? html`<button type="button" aria-label=${`${t("openRoom")}: ${bed.code}`} onClick=${open}>${t("openRoom")}</button>`
          : html`<button type="button" aria-label=${`${t("closeRoom")}: ${bed.code}`} onClick=${() => setClosing(true)}>
              ${t("closeRoom")}
            </button>`}
    </li>
  `;
}
