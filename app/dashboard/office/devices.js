// @ts-check
// Tokens of devices: whose, until when, last used; one that is revoked is refused at its next request.

import { useAct } from "../acts.js";
import { readAll, useAsked } from "../asking.js";
import { html } from "../html.js";
import { Moment } from "../parts.js";
import { Part } from "../partner/unfold.js";
import { Table } from "../table.js";

/** @param {{frame: import("../app.js").Frame, accounts: any[]}} given */
export function Devices({ frame, accounts }) {
  const { t } = frame;
  const { said: tokens, problem, reload } = useAsked(() => readAll("/tokens", "tokens"), []);
  const { act, problem: refused } = useAct(frame, reload);
  const handle = (/** @type {string} */ id) => accounts.find((one) => one.id === id)?.handle ?? "–";
  const live = (tokens ?? []).filter((one) => !one.revoked_at && one.expires_at > new Date().toISOString());
  const moment = (/** @type {string | null} */ at) => html`<${Moment} at=${at} frame=${frame} />`;
  return html`
    <${Part} name="devices" title=${t("devices")} problem=${refused || problem} t=${t}>
      ${tokens &&
      (live.length === 0
        ? html`<p>${t("noDevices")}</p>`
        : html`<${Table}
            name="device-table"
            caption=${`${t("tokensNow")} (${live.length})`}
            head=${[t("device"), t("workName"), t("mayDo"), t("lastUsed"), t("endsOn"), t("revoke")]}
            rows=${live.map((one) => ({
              key: one.id,
              cells: [
                one.device ?? "–",
                handle(one.account),
                one.scopes.join(", "),
                moment(one.last_used_at),
                moment(one.expires_at),
                html`<button
                  type="button"
                  aria-label=${`${t("revoke")}: ${one.device ?? handle(one.account)}`}
                  onClick=${() => act("tokenRevoked", "DELETE", `/tokens/${one.id}`)}
                >
                  ${t("revoke")}
                </button>`,
              ],
            }))}
          />`)}
    <//>
  `;
}
