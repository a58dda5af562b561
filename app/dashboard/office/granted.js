// @ts-check
// What a program may, its tokens, and where it is sent what happens.

import { useAct } from "../acts.js";
import { Held } from "../fields.js";
import { html, useState } from "../html.js";
import { Form, Moment, Problem } from "../parts.js";
import { Unfold } from "../partner/unfold.js";
import { worded } from "../texts.js";
import { ShownOnce } from "./once.js";

const DAYS = 90;
const MOST_DAYS = 365;

/** @param {{service: import("./program.js").Service, frame: import("../app.js").Frame, reload: () => Promise<unknown>}} given */
export function Granted({ service, frame, reload }) {
  const { t } = frame;
  const at = `/accounts/${service.id}`;
  const { act, problem } = useAct(frame, reload);
  const [device, setDevice] = useState("");
  const [days, setDays] = useState(String(DAYS));
  const [hook, setHook] = useState(service.hook ?? "");
  return html`
    <h3>${t("program")}</h3>
    <p>
      ${service.scopes.map((scope) => worded(t, "scope", scope)).join(", ")} ·
      ${" "}<${Moment} at=${service.granted_at} frame=${frame} />
    </p>
    <${Problem} t=${t} problem=${problem} />
    <${Unfold} title=${t("programToken")}>
      <p class="hint">${t("programTokenWhy")}</p>
      <${Held} name="program-device" label=${t("programDevice")} hint=${t("deviceHint")} maxlength=${24}
        value=${device} set=${(/** @type {string} */ text) => setDevice(text.toUpperCase())} />
      <${Held} name="program-days" label=${t("programDays")} type="number" small=${true} min=${1} max=${MOST_DAYS}
        value=${days} set=${setDays} />
      <${ShownOnce} frame=${frame} label=${t("programTokenMake")} path=${`${at}/service-tokens`} of="token"
        body=${() => ({ device, days: Number(days) })} />
    <//>
    ${service.scopes.includes("events") &&
    html`<${Unfold} title=${t("eventHook")}>
      <p>
        ${service.hook
          ? html`<code>${service.hook}</code> · ${t("eventsWait")}: ${service.waiting ?? 0}`
          : t("eventHookNone")}
      </p>
      ${service.stopped_at &&
      html`<p class="problem">${t("eventHookStopped")} <${Moment} at=${service.stopped_at} frame=${frame} /></p>`}
      <${Form}
        label=${t("eventHookSend")}
        send=${async () => {
          await act("eventHookSaid", "PUT", `${at}/event-hook`, { hook: hook || null });
        }}
      >
        <${Held} name="event_hook" label=${t("eventHookId")} hint=${t("eventHookHint")} maxlength=${40}
          pattern="[a-z0-9][a-z0-9\\-]*" value=${hook} set=${setHook} />
      <//>
    <//>`}
    <div class="acts">
      <button type="button" onClick=${() => act("programEnded", "DELETE", `${at}/service`)}>${t("programEnd")}</button>
    </div>
  `;
}
