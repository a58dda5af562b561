// @ts-check
// Everybody who stays together, by band and never by name.

import { Select } from "../chooser.js";
import { html, useState } from "../html.js";
import { Languages } from "../intake/languages.js";
import { Rows, Save } from "./rows.js";

const BANDS = ["0-2", "3-6", "7-12", "13-17", "18-24", "25-39", "40-64", "65+", "UNKNOWN"];
const GENDERS = ["WOMAN", "MAN", "OTHER", "UNDISCLOSED"];
const ANSWERS = ["YES", "NO", "UNKNOWN"];
const NOBODY = { role: "ADULT", age_band: "UNKNOWN", gender: "UNDISCLOSED", apparent_minor: "", reads: "", languages: [] };

/** @param {import("./rows.js").Part} given */
export function People({ parts, frame, save }) {
  const { t } = frame;
  const [rows, setRows] = useState(() => parts.members.map(shown));
  const send = () =>
    save("PUT", "people", {
      members: rows.map((/** @type {any} */ row) => ({
        role: row.role,
        age_band: row.age_band || "UNKNOWN",
        gender: row.gender || "UNDISCLOSED",
        ...(row.apparent_minor && { apparent_minor: row.apparent_minor }),
        ...(row.reads && { reads: row.reads }),
        ...(row.languages.length > 0 && { languages: row.languages }),
      })),
    });
  return html`
    <p class="hint">${t("peopleHint")}</p>
    <${Rows}
      rows=${rows}
      set=${setRows}
      empty=${NOBODY}
      most=${20}
      name="person"
      frame=${frame}
      show=${(/** @type {any} */ row, /** @type {any} */ put, /** @type {string} */ id) => html`
        <${Select} name=${`${id}-role`} label=${t("adultOrChild")} of="member" words=${["ADULT", "CHILD"]} value=${row.role} choose=${(/** @type {string} */ v) => put({ role: v || "ADULT" })} t=${t} />
        <${Select} name=${`${id}-band`} label=${t("ageBand")} of="band" words=${BANDS} value=${row.age_band} choose=${(/** @type {string} */ v) => put({ age_band: v })} t=${t} />
        <${Select} name=${`${id}-gender`} label=${t("gender")} of="gender" words=${GENDERS} value=${row.gender} choose=${(/** @type {string} */ v) => put({ gender: v })} t=${t} />
        <${Select} name=${`${id}-minor`} label=${t("mayBeMinor")} of="answer" words=${ANSWERS} value=${row.apparent_minor} choose=${(/** @type {string} */ v) => put({ apparent_minor: v })} t=${t} />
        <${Select} name=${`${id}-reads`} label=${t("reads")} of="answer" words=${ANSWERS} value=${row.reads} choose=${(/** @type {string} */ v) => put({ reads: v })} t=${t} />
        <${Languages} name=${`${id}-languages`} label=${t("languages")} value=${row.languages} set=${(/** @type {string[]} */ v) => put({ languages: v })} frame=${frame} />
      `}
    />
    <${Save} send=${send} frame=${frame} />
  `;
}

/** @param {any} member */
function shown(member) {
  return { ...member, apparent_minor: member.apparent_minor ?? "", reads: member.reads ?? "", languages: member.languages ?? [] };
}
