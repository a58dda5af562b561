// @ts-check
// Who did what and who read what: the chain for the auditor, digests, broken glass and complaints for
// whoever looks at them as somebody else.

import { html } from "../html.js";
import { Breaks } from "../office/breaks.js";
import { Chain } from "../office/chain.js";
import { Complaints } from "../office/complaints.js";
import { Digests } from "../office/digests.js";
import { Readings } from "../office/readings.js";

/** @param {{frame: import("../app.js").Frame, session: import("../app.js").Session}} given */
export function Audit({ frame, session }) {
  const { t } = frame;
  return html`
    <div class="broad">
      <h1 tabindex="-1">${t("audit")}</h1>
      <p class="hint">${t("auditWhy")}</p>
      <${Digests} frame=${frame} />
      <${Breaks} frame=${frame} />
      <${Complaints} frame=${frame} />
      ${session.role === "COORDINATOR" && html`<${Readings} frame=${frame} />`}
      ${session.role === "AUDITOR" && html`<${Chain} frame=${frame} />`}
    </div>
  `;
}
