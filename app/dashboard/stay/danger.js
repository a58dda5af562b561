// @ts-check
// The house, asked or reported, and who may know of her at all: an address block by two.

import { useAct } from "../acts.js";
import { Select } from "../chooser.js";
import { Lines, wordsOf } from "../fields.js";
import { Questions } from "../house/questions.js";
import { html, useState } from "../html.js";
import { Field, Problem } from "../parts.js";
import { Opens } from "../section.js";

/** @param {import("./reading.js").Given} given */
export function Compromise({ stay, frame, reload }) {
  const { t } = frame;
  const { act, problem } = useAct(frame, reload);
  const { shelter } = stay.placement;
  if (!shelter) return html`<p>${t("houseNotTold")}</p>`;
  return html`
    <p>${t("compromiseWhy")}</p>
    <${Problem} t=${t} problem=${problem} />
    <${Opens}
      label=${t("reportCompromise")}
      t=${t}
      send=${(/** @type {any} */ typed) =>
        act("compromiseReported", "POST", "/compromises", { shelter, scope: "GENERAL", level: typed.level })}
    >
      <${Select} name="level" label=${t("howSure")} of="known" words=${wordsOf("known")} empty=${t("choose")} required t=${t} />
    <//>
  `;
}

/** @param {import("./reading.js").Given} given */
export function Thread({ stay, frame }) {
  const { shelter } = stay.placement;
  if (!shelter) return html`<p>${frame.t("houseNotTold")}</p>`;
  return html`<${Questions} shelter=${shelter} frame=${frame} label=${frame.t("askHouse")} />`;
}

/** @param {import("./reading.js").Given} given */
export function AddressBlock({ stay, frame, reload }) {
  const { t } = frame;
  const { act, problem } = useAct(frame, reload);
  const [block, setBlock] = useState("");
  const { her } = stay;
  if (!her) return null;

  /** @param {Record<string, string>} typed */
  async function ask({ block, purpose, reason, readers = "" }) {
    const named = readers.split(/[\s,]+/).filter(Boolean);
    const body = { block, purpose, reason, readers: named };
    return act("waitsForSecond", "POST", `/referrals/${her?.id}/address-block`, body, her?.version);
  }

  return html`
    <p>${t("blockWhy")}</p>
    <${Problem} t=${t} problem=${problem} />
    <${Opens} label=${t("askBlock")} t=${t} send=${ask}>
      <p class="hint">${t("byTwo")}</p>
      <${Select} name="block" label=${t("block")} of="addressblock" words=${wordsOf("addressblock")} value=${block} choose=${setBlock} empty=${t("choose")} required t=${t} />
      ${block === "KODE6" && html`<${Field} name="readers" label=${t("kode6Readers")} hint=${t("kode6ReadersHint")} maxlength=${120} />`}
      <${Select} name="purpose" id="block-purpose" label=${t("purpose")} of="purpose" words=${wordsOf("purpose")} empty=${t("choose")} required t=${t} />
      <${Lines} id="block-reason" name="reason" label=${t("reason")} hint=${t("noNames")} longest=${280} />
    <//>
  `;
}
