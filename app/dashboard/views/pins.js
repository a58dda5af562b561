// @ts-check
// Who runs a house makes its shared devices and sets up PINs; anybody of it takes either away.

import { useAct } from "../acts.js";
import { read, useAsked } from "../asking.js";
import { html, useState } from "../html.js";
import { Field, Form, Moment, Problem } from "../parts.js";
import { Opens } from "../section.js";

/** @typedef {import("../app.js").Frame} Frame */

/** @param {{frame: Frame}} given */
export function Pins({ frame }) {
  const { t } = frame;
  const { said, problem, reload } = useAsked(
    async () => ({
      devices: (await read("/house-devices")).devices,
      people: (await read("/house-people")).people,
    }),
    [],
  );
  const { act, problem: refused } = useAct(frame, reload);
  return html`
    <h1 tabindex="-1">${t("pins")}</h1>
    <p>${t("pinsWhy")}</p>
    <${Problem} t=${t} problem=${refused || problem} />
    ${!said
      ? html`<p>${problem ? "" : t("loading")}</p>`
      : html`
          <${Devices} devices=${said.devices} frame=${frame} act=${act} />
          <h2>${t("ourPeople")}</h2>
          <ul class="lines">
            ${said.people.map(
              (/** @type {any} */ one) => html`<${Colleague} key=${one.account} one=${one} frame=${frame} act=${act} />`,
            )}
          </ul>
        `}
  `;
}

/** @param {{devices: any[], frame: Frame, act: ReturnType<typeof useAct>["act"]}} given */
function Devices({ devices, frame, act }) {
  const { t } = frame;
  return html`
    <h2>${t("sharedDevices")}</h2>
    <ul class="lines">
      ${devices.map(
        (one) => html`
          <li key=${one.id}>
            <span><strong>${one.device}</strong>${one.this_one && html`, ${t("thisOne")}`}</span>
            <span class="hint">
              ${t("lastUsed")}: <${Moment} at=${one.last_used_at} frame=${frame} />; ${t("until")}${" "}
              <${Moment} at=${one.expires_at} frame=${frame} />
            </span>
            <button type="button" aria-label=${`${t("endDevice")}: ${one.device}`} onClick=${() => act("deviceEnded", "DELETE", `/house-devices/${one.id}`)}>
              ${t("endDevice")}
            </button>
          </li>
        `,
      )}
    </ul>
    ${devices.length === 0 && html`<p>${t("devicesNone")}</p>`}
    ${!devices.some((one) => one.this_one) &&
    html`
      <${Opens} label=${t("shareDevice")} t=${t} send=${(/** @type {any} */ typed) => act("deviceShared", "POST", "/house-devices", typed)}>
        <${Field} name="device" label=${t("deviceName")} hint=${t("deviceNameHint")} maxlength=${40} />
      <//>
    `}
  `;
}

/** @param {{one: any, frame: Frame, act: ReturnType<typeof useAct>["act"]}} given */
function Colleague({ one, frame, act }) {
  const { t } = frame;
  const [open, setOpen] = useState(false);
  const path = `/house-people/${one.account}/pin`;

  /** @param {Record<string, string>} typed */
  async function keep(typed) {
    const [pin, duress] = [typed[`pin-${one.account}`], typed[`duress-${one.account}`]];
    const body = { pin, ...(duress ? { duress } : {}) };
    if (await act("pinKept", "PUT", path, body)) setOpen(false);
  }

  const pin = { type: "password", inputmode: "numeric", pattern: "[0-9]{6,10}", maxlength: 10 };
  return html`
    <li>
      <span><strong>${one.handle}</strong></span>
      <span class="hint">
        ${one.pin_set_at ? html`${t("hasPin")} <${Moment} at=${one.pin_set_at} frame=${frame} />` : t("hasNoPin")}
      </span>
      ${!open &&
      html`<button type="button" aria-label=${`${t("setPin")}: ${one.handle}`} onClick=${() => setOpen(true)}>${t("setPin")}</button>`}
      ${one.pin_set_at &&
      html`<button type="button" aria-label=${`${t("takePin")}: ${one.handle}`} onClick=${() => act("pinTaken", "DELETE", path)}>
        ${t("takePin")}
      </button>`}
      ${open &&
      html`
        <div class="opened">
          <p>${t("sheTypes")}</p>
          <${Form} send=${keep} label=${t("keepPin")}>
            <${Field} name=${`pin-${one.account}`} label=${t("pin")} hint=${t("pinHint")} ...${pin} />
            <${Field} name=${`duress-${one.account}`} label=${t("duressPin")} hint=${t("duressPinHint")} ...${pin} required=${false} />
          <//>
          <button type="button" class="link" onClick=${() => setOpen(false)}>${t("cancel")}</button>
        </div>
      `}
    </li>
  `;
}
