// @ts-check
// A new account: nobody can sign in with it before a second person has agreed to its role.

import { useAct } from "../acts.js";
import { Select } from "../chooser.js";
import { html, useState } from "../html.js";
import { Field, Form, Problem } from "../parts.js";
import { Unfold } from "../partner/unfold.js";

const OUTSIDE = Object.freeze(["REFERRER", "POLICE", "LAWYER", "MUNICIPALITY", "RETURN_COUNSELLOR", "FOLLOW_UP"]);
export const ROLES = Object.freeze(["COORDINATOR", "ON_CALL", "SHELTER", "ADMIN", "AUDITOR", "STATISTICS", ...OUTSIDE]);

/**
 * @param {{frame: import("../app.js").Frame, organisations: any[], houses: any[], made: () => Promise<unknown>}} given
 */
export function NewAccount({ frame, organisations, houses, made }) {
  const { t } = frame;
  const { act, problem } = useAct(frame, made);
  const [role, setRole] = useState("");
  const outside = OUTSIDE.includes(role);

  /** @param {Record<string, string>} typed */
  async function send(typed) {
    const sent = {
      handle: typed.handle,
      role,
      ...(role === "SHELTER" && { shelter: typed.house }),
      ...(outside && { organisation: typed.organisation }),
    };
    await act("accountMade", "POST", "/accounts", sent);
  }

  return html`
    <${Unfold} title=${t("newAccount")}>
      <p class="hint">${t("newAccountWhy")}</p>
      <${Problem} t=${t} problem=${problem} />
      <${Form} label=${t("newAccountSend")} send=${send}>
        <${Field} name="handle" label=${t("workName")} hint=${t("handleHint")} pattern="[a-z0-9][a-z0-9.\\-]+" maxlength=${40} />
        <${Select} t=${t} name="new_role" label=${t("role")} of="role" words=${ROLES} value=${role} choose=${setRole} empty=${t("chooseOne")} required />
        ${role === "SHELTER" && html`<${HouseChoice} t=${t} houses=${houses} />`}
        ${outside &&
        html`
          <div class="field">
            <label for="organisation">${t("organisation")}</label>
            <p class="hint" id="organisation-hint">${t("verifiedAlone")}</p>
            <select id="organisation" name="organisation" autocomplete="off" required aria-describedby="organisation-hint">
              <option value="">${t("chooseOne")}</option>
              ${organisations
                .filter((one) => one.verified_at)
                .map((one) => html`<option key=${one.id} value=${one.id}>${one.code_name}</option>`)}
            </select>
          </div>
        `}
      <//>
    <//>
  `;
}

/** @param {{t: (key: string) => string, houses: any[]}} given */
export function HouseChoice({ t, houses }) {
  return html`
    <div class="field">
      <label for="house">${t("worksAt")}</label>
      <select id="house" name="house" autocomplete="off" required>
        <option value="">${t("chooseOne")}</option>
        ${houses.map((one) => html`<option key=${one.id} value=${one.id}>${one.code_name}</option>`)}
      </select>
    </div>
  `;
}
