// @ts-check
// Yes or no to some lines, with one word for why.

import { Select } from "../chooser.js";
import { html, useState } from "../html.js";
import { REASONS } from "./acts.js";

/**
 * @param {{id: string, count: number, t: (key: string) => string,
 *   decide: (act: "accept" | "reject", reason: string) => Promise<void>}} given
 */
export function Decision({ id, count, decide, t }) {
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);

  /** @param {"accept" | "reject"} act */
  async function pressed(act) {
    setMissing(!reason);
    if (!reason || busy || count === 0) return;
    setBusy(true);
    await decide(act, reason);
    setBusy(false);
  }

  return html`
    <div class="decision">
      <${Select}
        t=${t}
        name=${`reason-${id}`}
        label=${t("planReason")}
        of="linereason"
        words=${REASONS}
        value=${reason}
        empty=${t("planReasonEmpty")}
        choose=${setReason}
      />
      <div class="acts">
        <button type="button" class="first" aria-disabled=${busy ? "true" : undefined} onClick=${() => pressed("accept")}>
          ${t("planAccept")}
        </button>
        <button type="button" aria-disabled=${busy ? "true" : undefined} onClick=${() => pressed("reject")}>
          ${t("planReject")}
        </button>
      </div>
      <p class=${missing && !reason ? "problem" : "silent"} role="alert">${missing && !reason ? t("planReasonNeeded") : ""}</p>
    </div>
  `;
}
