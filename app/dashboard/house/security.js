// @ts-check
// What keeps the house safe, as it was last looked at, and what soon counts no more.

import { Day } from "../fields.js";
import { today } from "../days.js";
import { html } from "../html.js";
import { Word } from "../parts.js";

/** Days before a feature expires in which somebody should look at it again. */
const SOON_DAYS = 30;

/**
 * @param {{features: {code: string, present: string, expires_on: string | null}[],
 *   frame: import("../app.js").Frame}} given
 */
export function Security({ features, frame }) {
  const { t } = frame;
  const [now, soon] = [today(), today(SOON_DAYS)];
  const ending = (/** @type {string | null} */ on) =>
    on === null || on <= now ? "expired" : on <= soon ? "expiresSoon" : "";
  const late = features.filter((one) => ending(one.expires_on));
  return html`
    <section aria-labelledby="security">
      <h2 id="security">${t("ownSecurity")}</h2>
      ${features.length === 0 && html`<p>${t("securityNone")}</p>`}
      ${late.length > 0 && html`<p class="late">${t("lookAgain")}: ${late.length}</p>`}
      <details>
        <summary>${t("securityAll")} (${features.length})</summary>
        <dl class="features">
          ${features.map((one) => {
            const said = ending(one.expires_on);
            return html`
              <dt key=${one.code}><${Word} word=${one.code} of="feature" t=${t} /></dt>
              <dd>
                <${Word} word=${one.present} of="answer" t=${t} />${one.expires_on &&
                html`; ${t("countsUntil")} <${Day} on=${one.expires_on} frame=${frame} />`}
                ${said && html` <strong class="late">${t(said)}</strong>`}
              </dd>
            `;
          })}
        </dl>
      </details>
    </section>
  `;
}
