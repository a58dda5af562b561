// @ts-check
// An account that is a program's, or is to be one: what it may, its tokens, where it is sent what happens.

import { useAct } from "../acts.js";
import { Several } from "../chooser.js";
import { html, useState } from "../html.js";
import { Field, Form, Moment, Problem } from "../parts.js";
import { Unfold } from "../partner/unfold.js";
import { worded } from "../texts.js";
import { ShownOnce } from "./once.js";
import { AskASecond } from "./why.js";

/** What a program may be granted, by what its account is (docs/integrate/service-accounts.md). */
const SCOPES = /** @type {Record<string, readonly string[]>} */ ({
  COORDINATOR: ["events"],
  SHELTER: ["events", "capacity"],
  REFERRER: ["events", "agency"],
  STATISTICS: ["export"],
});
const DAYS = 90;
const NEWEST = 365;

/**
 * @typedef {{id: string, handle: string, role: string, scopes: string[], granted_at: string,
 *   ended_at: string | null, hook: string | null, stopped_at: string | null, waiting: number | null}} Service
 * @param {{one: any, service: Service | undefined, frame: import("../app.js").Frame,
 *   reload: () => Promise<unknown>}} given
 */
export function Program({ one, service, frame, reload }) {
  const { t } = frame;
  const may = SCOPES[one.role];
  const [scopes, setScopes] = useState(service && !service.ended_at ? service.scopes : []);
  if (!may) return null;
  return html`
    ${service && !service.ended_at && html`<${Granted} service=${service} frame=${frame} reload=${reload} />`}
    <${Unfold} title=${t("programAsk")}>
      <p class="hint">${t("programAskWhy")}</p>
      <${AskASecond}
        frame=${frame}
        name="program"
        label=${t("programAskSend")}
        where=${() => ({ path: `/accounts/${one.id}/service`, more: { scopes } })}
      >
        <${Several} t=${t} name="scopes" label=${t("mayDo")} of="scope" words=${may} value=${scopes} set=${setScopes} />
      <//>
    <//>
  `;
}

/** @param {{service: Service, frame: import("../app.js").Frame, reload: () => Promise<unknown>}} given */
function Granted({ service, frame, reload }) {
  const { t } = frame;
  const at = `/accounts/${service.id}`;
  const { act, problem } = useAct(frame, reload);
  const [device, setDevice] = useState("");
  const [days, setDays] = useState(DAYS);
  return html`
    <h3>${t("program")}</h3>
    <p>
      ${service.scopes.map((scope) => worded(t, "scope", scope)).join(", ")} ·
      ${" "}<${Moment} at=${service.granted_at} frame=${frame} />
    </p>
    <${Problem} t=${t} problem=${problem} />
    <${Unfold} title=${t("programToken")}>
      <p class="hint">${t("programTokenWhy")}</p>
      <div class="field">
        <label for="program-device">${t("programDevice")}</label>
        <p class="hint" id="program-device-hint">${t("deviceHint")}</p>
        <input
          id="program-device"
          autocomplete="off"
          aria-describedby="program-device-hint"
          maxlength="24"
          value=${device}
          onInput=${(/** @type {any} */ e) => setDevice(e.currentTarget.value.toUpperCase())}
        />
      </div>
      <div class="field small">
        <label for="program-days">${t("programDays")}</label>
        <input
          id="program-days"
          type="number"
          autocomplete="off"
          min="1"
          max=${NEWEST}
          value=${days}
          onInput=${(/** @type {any} */ e) => setDays(Number(e.currentTarget.value))}
        />
      </div>
      <${ShownOnce} frame=${frame} label=${t("programTokenMake")} path=${`${at}/service-tokens`} of="token"
        body=${() => ({ device, days })} />
    <//>
    ${service.scopes.includes("events") &&
    html`<${Unfold} title=${t("eventHook")}>
      <p>
        ${service.hook ? html`<code>${service.hook}</code>` : t("eventHookNone")} ·
        ${" "}${t("eventsWait")}: ${service.waiting ?? 0}
      </p>
      ${service.stopped_at &&
      html`<p class="problem">${t("eventHookStopped")} <${Moment} at=${service.stopped_at} frame=${frame} /></p>`}
      <${Form}
        label=${t("eventHookSend")}
        send=${async (/** @type {Record<string, string>} */ typed) => {
          await act("eventHookSaid", "PUT", `${at}/event-hook`, { hook: typed.event_hook || null });
        }}
      >
        <${Field} name="event_hook" label=${t("eventHookId")} hint=${t("eventHookHint")} required=${false}
          pattern="[a-z0-9][a-z0-9\\-]*" maxlength=${40} value=${service.hook ?? ""} />
      <//>
    <//>`}
    <div class="acts">
      <button type="button" onClick=${() => act("programEnded", "DELETE", `${at}/service`)}>${t("programEnd")}</button>
    </div>
  `;
}
