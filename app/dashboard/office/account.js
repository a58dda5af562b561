// @ts-check
// What an administrator does with one account: alone what closes, by two what opens.

import { useAct } from "../acts.js";
import { Select } from "../chooser.js";
import { html, useState } from "../html.js";
import { Field, Form, Word } from "../parts.js";
import { Part, Unfold } from "../partner/unfold.js";
import { HouseChoice, ROLES } from "./new_account.js";
import { Program } from "./program.js";
import { ShownOnce } from "./once.js";
import { AskASecond } from "./why.js";

const BY_TWO = Object.freeze(["ROLE", "GRANT", "RECOVERY", "WAKING", "ERASURE"]);
const PATHS = /** @type {Record<string, string>} */ ({
  ROLE: "role",
  GRANT: "grant",
  RECOVERY: "recovery",
  WAKING: "waking",
  ERASURE: "erasure",
});

/**
 * `service` is what it may as a program's account, if it is one.
 * @param {{one: any, service: import("./program.js").Service | undefined, frame: import("../app.js").Frame,
 *   houses: any[], reload: () => Promise<unknown>}} given
 */
export function AccountActs({ one, service, frame, houses, reload }) {
  const { t } = frame;
  const at = `/accounts/${one.id}`;
  const { act, problem } = useAct(frame, async () => undefined);
  const [what, setWhat] = useState("ROLE");
  const [role, setRole] = useState(one.role);
  const [device, setDevice] = useState("");

  return html`
    <${Part} name="one-account" title=${one.handle} problem=${problem} t=${t}>
      <p><${Word} word=${one.role} of="role" t=${t} /> · <${Word} word=${one.status} of="accountstatus" t=${t} /></p>

      ${!service &&
      html`
        <h3>${t("enrolling")}</h3>
        <p class="hint">${t("enrollingWhy")}</p>
        <${ShownOnce} frame=${frame} label=${t("makeLink")} path=${`${at}/enrolment-link`} of="link" />
      `}

      <h3>${t("endingAll")}</h3>
      <p class="hint">${t("endingAllWhy")}</p>
      <button type="button" onClick=${() => act("allEnded", "POST", `${at}/end-sessions`)}>${t("endTheirs")}</button>

      ${one.role === "REFERRER" &&
      html`
        <h3>${t("deviceCode")}</h3>
        <div class="field">
          <label for="device-name">${t("agencyDevice")}</label>
          <p class="hint" id="device-hint">${t("deviceHint")}</p>
          <input
            id="device-name"
            autocomplete="off"
            aria-describedby="device-hint"
            maxlength="24"
            value=${device}
            onInput=${(/** @type {any} */ e) => setDevice(e.currentTarget.value.toUpperCase())}
          />
        </div>
        <${ShownOnce}
          frame=${frame}
          label=${t("makeCode")}
          path="/device-codes"
          of="code"
          body=${() => ({ account: one.id, device, audience: "agency" })}
        />
      `}

      <${Unfold} title=${t("noticeWay")}>
        <${Form}
          label=${t("noticeSend")}
          send=${async (/** @type {Record<string, string>} */ typed) => {
            await act("noticeSaid", "PUT", `${at}/notice-way`, { hook: typed.hook || null });
          }}
        >
          <${Field} name="hook" label=${t("hook")} hint=${t("hookHint")} required=${false} pattern="[a-z0-9][a-z0-9-]*" maxlength=${40} />
        <//>
      <//>

      <${Program}
        key=${`${service?.granted_at} ${service?.ended_at} ${service?.hook}`}
        one=${one}
        service=${service}
        frame=${frame}
        reload=${reload}
      />

      <${Unfold} title=${t("takesTwo")}>
        <p class="hint">${t("takesTwoWhy")}</p>
        <${AskASecond}
          frame=${frame}
          name="account"
          label=${t("askSecond")}
          where=${(/** @type {Record<string, string>} */ typed) => ({
            path: `${at}/${PATHS[what]}`,
            more: what === "ROLE" ? { role, shelter: role === "SHELTER" ? typed.house : null } : {},
          })}
        >
          <${Select} t=${t} name="what" label=${t("whatByTwo")} of="bytwo" words=${BY_TWO} value=${what} choose=${setWhat} required />
          ${what === "ROLE" &&
          html`
            <${Select} t=${t} name="role" label=${t("role")} of="role" words=${ROLES} value=${role} choose=${setRole} required />
            ${role === "SHELTER" && html`<${HouseChoice} t=${t} houses=${houses} />`}
          `}
        <//>
      <//>
    <//>
  `;
}
