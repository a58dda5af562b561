// @ts-check
// An account that is a program's, or is to be one: what it may is asked of a second person.

import { Several } from "../chooser.js";
import { html, useState } from "../html.js";
import { Unfold } from "../partner/unfold.js";
import { Granted } from "./granted.js";
import { AskASecond } from "./why.js";

/** What a program may be granted, by what its account is (docs/integrate/service-accounts.md). */
const SCOPES = /** @type {Record<string, readonly string[]>} */ ({
  COORDINATOR: ["events"],
  SHELTER: ["events", "capacity"],
  REFERRER: ["events", "agency"],
  STATISTICS: ["export"],
});

/**
 * @typedef {{id: string, handle: string, role: string, scopes: string[], granted_at: string,
 *   ended_at: string | null, hook: string | null, stopped_at: string | null, waiting: number | null}} Service
 * @param {{one: any, service: Service | undefined, frame: import("../app.js").Frame,
 *   reload: () => Promise<unknown>}} given
 */
export function Program({ one, service, frame, reload }) {
  const { t } = frame;
  const may = one.status === "ACTIVE" ? SCOPES[one.role] : undefined;
  const [scopes, setScopes] = useState(service && !service.ended_at ? service.scopes : []);
  return html`
    ${service && !service.ended_at && html`<${Granted} service=${service} frame=${frame} reload=${reload} />`}
    ${may &&
    html`<${Unfold} title=${t("programAsk")}>
      <p class="hint">${t("programAskWhy")}</p>
      <${AskASecond}
        frame=${frame}
        name="program"
        label=${t("programAskSend")}
        where=${() => ({ path: `/accounts/${one.id}/service`, more: { scopes } })}
      >
        <${Several} t=${t} name="scopes" label=${t("mayDo")} of="scope" words=${may} value=${scopes} set=${setScopes} />
      <//>
    <//>`}
  `;
}
