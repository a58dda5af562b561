// @ts-check
// Single answers of a case. One that nobody touches stays as it is.

import { Held } from "../fields.js";
import { Radios, Several, YesNo } from "../chooser.js";
import { html, useState } from "../html.js";
import { Languages } from "../intake/languages.js";
import { Places } from "../intake/places.js";
import { Save } from "./rows.js";

const ANSWERED = [
  "danger_now", "tonight_need", "she_knows", "members_known", "wants_move", "women_only", "must_have_known",
  "wheelchair", "acute_psychosis", "pets", "danger_places_known", "reads", "police_involved",
];
const REGIONS = ["EAST", "SOUTH", "WEST", "MID", "NORTH"];

/** @param {import("./rows.js").Part & {worded: (of: string, word: string) => string}} given */
export function Single({ one, parts, frame, save, worded }) {
  const { t } = frame;
  const [changed, setChanged] = useState(/** @type {Record<string, any>} */ ({}));
  const [where, setWhere] = useState(() => (parts.where_now ? [parts.where_now] : []));
  const now = (/** @type {string} */ name) => changed[name] ?? one[name] ?? "";
  const put = (/** @type {string} */ name) => (/** @type {any} */ value) => setChanged((before) => ({ ...before, [name]: value }));

  const closed = (/** @type {string} */ name) => ({ name: `single-${name}`, label: worded("said", name), value: now(name), choose: put(name), t });

  async function send() {
    const body = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== ""));
    if (where[0] && where[0].code !== parts.where_now?.code) body.where_now = where[0].code;
    if (Object.keys(body).length > 0 && (await save("PATCH", "", body))) setChanged({});
  }

  return html`
    <div class="columns">
      ${ANSWERED.map(
        (name) => html`<${YesNo} key=${name} name=${`single-${name}`} label=${worded("said", name)} value=${now(name)} choose=${put(name)} t=${t} />`,
      )}
      <${Radios} ...${closed("together")} of="together" words=${["MUST", "PREFER"]} />
      <${Radios} ...${closed("target_group")} of="target" words=${["TRAFFICKING", "PARTNER_VIOLENCE", "FAMILY_VIOLENCE", "UNKNOWN"]} />
      <${Radios} ...${closed("substance_use")} of="substance" words=${["NONE", "STABLE", "ACTIVE", "UNKNOWN"]} />
      <${Radios} ...${closed("interpreter_gender")} of="interpreter" words=${["WOMAN", "MAN", "ANY", "UNKNOWN"]} />
    </div>
    <div class="row">
      <${Held} name="needed_from" label=${t("neededFrom")} type="date" small value=${now("needed_from")} set=${put("needed_from")} />
      <${Held} name="planned_until" label=${t("plannedUntil")} type="date" small value=${now("planned_until")} set=${put("planned_until")} />
    </div>
    <${Languages} name="single-languages" label=${t("languages")} value=${changed.languages ?? one.languages ?? []} set=${put("languages")} frame=${frame} />
    <${Places} name="single-where" label=${t("whereNow")} hint=${t("noStreet")} most=${1} value=${where} set=${setWhere} t=${t} />
    <${Several} name="stands-out" label=${t("standsOutIn")} hint=${t("standsOutHint")} of="region" words=${REGIONS} value=${changed.stands_out_in ?? parts.stands_out_in ?? []} set=${put("stands_out_in")} t=${t} />
    <${Save} send=${send} frame=${frame} />
  `;
}
