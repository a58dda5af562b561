// @ts-check
// What a day begins with: who waits, what burns, what is free, what is new. All of it live.

import { html, useCallback, useEffect, useState } from "../html.js";
import { useLive } from "../live.js";
import { Calls } from "../now/calls.js";
import { FallbackLevels, Free } from "../now/free.js";
import { Freshness } from "../now/freshness.js";
import { Since } from "../now/since.js";
import { Alarms, Approvals, Tasks } from "../now/todo.js";
import { Waiting } from "../now/waiting.js";

/** Milliseconds that a line may take to open before it is said that there is none. */
const OPENS_WITHIN = 4000;

/** @param {{frame: import("../app.js").Frame, session: {role: string}}} given */
export function Now({ frame, session }) {
  const { t } = frame;
  const isLive = useLive([], () => {});
  const [since, setSince] = useState(/** @type {string | null} */ (null));
  const learn = useCallback((/** @type {string | null} */ at) => setSince(at), []);
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), OPENS_WITHIN);
    return () => clearTimeout(timer);
  }, []);
  const coordinator = session.role === "COORDINATOR";
  return html`
    <div class="broad now">
      <div class="now-head">
        <h1 tabindex="-1">${t("now")}</h1>
        ${(isLive || waited) && html`<p class=${isLive ? "live is-live" : "live"}>${t(isLive ? "isLive" : "notLive")}</p>`}
        <button type="button" class="first" onClick=${() => frame.go("new_referral")}>${t("new_referral")}</button>
      </div>
      <div class="board">
        <div class="column">
          ${coordinator && html`<${Alarms} frame=${frame} />`}
          ${coordinator && html`<${Waiting} frame=${frame} since=${since} />`}
          <${Calls} frame=${frame} />
          <${Tasks} frame=${frame} />
        </div>
        <div class="column">
          <${Since} frame=${frame} reviews=${coordinator} learn=${learn} />
          ${coordinator && html`<${Approvals} frame=${frame} />`}
          ${coordinator ? html`<${Free} frame=${frame} />` : html`<${FallbackLevels} frame=${frame} />`}
          ${coordinator && html`<${Freshness} frame=${frame} />`}
        </div>
      </div>
    </div>
  `;
}
