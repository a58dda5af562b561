// @ts-check
// Referrals: who waits, where each case stands, and since when.

import { readAll, useAsked } from "../asking.js";
import { worded } from "../texts.js";
import { html, useState } from "../html.js";
import { useLive } from "../live.js";
import { Moment, Problem } from "../parts.js";
import { FirstTaken } from "../referral/first_taken.js";
import { Section } from "../section.js";
import { Table } from "../table.js";

const WAITS = ["NO_SAFE_BED", "RECEIVED", "NEEDS_INFO", "SEARCHING", "OPTIONS_READY", "OFFERED", "SUPPORT_WITHOUT_BED"];
const PLACED = ["ACCEPTED", "TRAVEL", "ARRIVED", "IN_STAY", "TRANSFER"];

/** @param {{frame: import("../app.js").Frame, session: {role: string}}} given */
export function Referrals({ frame, session }) {
  const { t } = frame;
  const coordinator = session.role === "COORDINATOR";
  const { said: lines, problem, reload } = useAsked(() => readAll("/referrals", "referrals"), []);
  useLive(["referrals"], reload);
  const [shown, setShown] = useState("waits");
  const groups = {
    waits: (lines ?? []).filter((one) => WAITS.includes(one.state)),
    placed: (lines ?? []).filter((one) => PLACED.includes(one.state)),
    over: (lines ?? []).filter((one) => !WAITS.includes(one.state) && !PLACED.includes(one.state)),
  };
  const chosen = [...groups[/** @type {keyof typeof groups} */ (shown)]].sort(
    (a, b) => (a.priority ?? "P0").localeCompare(b.priority ?? "P0") || a.received_at.localeCompare(b.received_at),
  );
  return html`
    <div class="broad">
      <h1 tabindex="-1">${t("referrals")}</h1>
      <${Problem} t=${t} problem=${problem} />
      <p class="acts">
        <button type="button" class="first" onClick=${() => frame.go("new_referral")}>${t("new_referral")}</button>
        ${Object.entries(groups).map(
          ([name, some]) => html`
            <button key=${name} type="button" class="tab" aria-pressed=${name === shown} onClick=${() => setShown(name)}>
              ${worded(t, "group", name)}${lines ? ` (${some.length})` : ""}
            </button>
          `,
        )}
      </p>
      ${lines === null
        ? !problem && html`<p>${t("loading")}</p>`
        : chosen.length === 0
          ? html`<p>${t("referralsNone")}</p>`
          : html`
              <${Table}
                name="referrals-table"
                caption=${worded(t, "group", shown)}
                head=${[t("forCase"), t("state"), ...(coordinator ? [t("class")] : []), t("since")]}
                rows=${chosen.map((one) => ({
                  key: one.id,
                  cells: [
                    html`<button type="button" class="link" onClick=${() => frame.go("referral", { id: one.id })}>${one.code_name}</button>`,
                    worded(t, "state", one.state),
                    ...(coordinator ? [one.priority ? worded(t, "priority", one.priority) : t("notSearchedYet")] : []),
                    html`<${Moment} at=${one.received_at} frame=${frame} />`,
                  ],
                }))}
              />
            `}
      <p><button type="button" class="link" onClick=${reload}>${t("refresh")}</button></p>
      ${coordinator && html`<${Section} title=${t("firstTaken")}><${FirstTaken} frame=${frame} /><//>`}
    </div>
  `;
}
