// @ts-check
// Who lives where: every stay that is not over, the one that ends first first.

import { readAll, useAsked } from "../asking.js";
import { Day } from "../fields.js";
import { html } from "../html.js";
import { Problem, Word } from "../parts.js";
import { Table } from "../table.js";

/**
 * @param {{frame: import("../app.js").Frame, session: import("../app.js").Session}} given
 */
export function Stays({ frame, session }) {
  const { t } = frame;
  const house = session.role === "SHELTER";
  const { said, problem, reload } = useAsked(async () => {
    const [placements, cases, units] = await Promise.all([
      readAll("/placements", "placements"),
      house ? [] : readAll("/referrals", "referrals"),
      house ? ownUnits() : [],
    ]);
    return { placements, names: namesOf(cases, "code_name"), doors: namesOf(units, "code") };
  }, [house]);

  /** @param {any} one */
  const named = (one) =>
    house
      ? one.units.map((/** @type {string} */ unit) => said?.doors.get(unit)).join(", ")
      : (said?.names.get(one.referral) ?? t("notSaid"));
  const open = (said?.placements ?? [])
    .filter((one) => one.state === "ACCEPTED" || one.state === "ARRIVED")
    .sort((a, b) => a.nights.to.localeCompare(b.nights.to));
  return html`
    <h1 tabindex="-1">${t("stays")}</h1>
    <${Problem} t=${t} problem=${problem} />
    ${!said
      ? !problem && html`<p>${t("loading")}</p>`
      : open.length === 0
        ? html`<p>${t("residentsNone")}</p>`
        : html`<${Table}
            name="all-stays"
            caption=${t("staysTold")}
            head=${[house ? t("room") : t("case"), t("stands"), t("fromDay"), t("until"), t("open")]}
            rows=${open.map((one) => ({
              key: one.id,
              cells: [
                named(one),
                html`<${Word} word=${one.state} of="place" t=${t} />`,
                html`<${Day} on=${one.nights.first} frame=${frame} />`,
                html`<${Day} on=${one.nights.to} frame=${frame} />`,
                html`<button type="button" aria-label=${`${t("open")}: ${named(one)}`} onClick=${() => frame.go("stay", { id: one.id })}>
                  ${t("open")}
                </button>`,
              ],
            }))}
          />`}
    <p><button type="button" class="link" onClick=${reload}>${t("refresh")}</button></p>
  `;
}

/** The units of the own house. @returns {Promise<any[]>} */
async function ownUnits() {
  const [line] = await readAll("/shelters", "shelters");
  return readAll(`/shelters/${line.id}/units`, "units");
}

/**
 * @param {any[]} lines
 * @param {string} name
 * @returns {Map<string, string>}
 */
function namesOf(lines, name) {
  return new Map(lines.map((line) => [line.id, line[name]]));
}
