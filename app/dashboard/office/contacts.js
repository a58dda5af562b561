// @ts-check
// Whom tasks reach that are late for days: one for each organisation, one for everybody else.

import { useAct } from "../acts.js";
import { readAll, useAsked } from "../asking.js";
import { html } from "../html.js";
import { Field, Form } from "../parts.js";
import { Part, Unfold } from "../partner/unfold.js";

/** @param {{frame: import("../app.js").Frame, people: any[]}} given */
export function Contacts({ frame, people }) {
  const { t } = frame;
  const { said: contacts, problem, reload } = useAsked(() => readAll("/escalation-contacts", "contacts"), []);
  const { said: organisations } = useAsked(() => readAll("/organisations", "organisations"), []);
  const { act, problem: refused } = useAct(frame, reload);

  /** @param {Record<string, string>} typed */
  async function send(typed) {
    const sent = {
      organisation: typed.contact_of || null,
      account: typed.contact_is || null,
      after_days: Number(typed.after_days),
    };
    await act("contactSaid", "PUT", "/escalation-contacts", sent);
  }

  return html`
    <${Part} name="contacts" title=${t("contacts")} problem=${refused || problem} t=${t}>
      ${contacts &&
      html`<ul class="plain">
        ${contacts.length === 0 && html`<li>${t("contactsNone")}</li>`}
        ${contacts.map(
          (one) => html`<li key=${one.id}>
            ${one.code_name ?? t("everybodyElse")}: <strong>${one.contact}</strong>, ${t("afterDays")} ${one.after_days}
          </li>`,
        )}
      </ul>`}
      <${Unfold} title=${t("contactAdd")}>
        <${Form} label=${t("contactSend")} send=${send}>
          <div class="field">
            <label for="contact_of">${t("organisation")}</label>
            <select id="contact_of" name="contact_of" autocomplete="off">
              <option value="">${t("everybodyElse")}</option>
              ${(organisations ?? []).map((one) => html`<option key=${one.id} value=${one.id}>${one.code_name}</option>`)}
            </select>
          </div>
          <div class="field">
            <label for="contact_is">${t("workName")}</label>
            <select id="contact_is" name="contact_is" autocomplete="off">
              <option value="">${t("nobodyAnyMore")}</option>
              ${people.map((one) => html`<option key=${one.id} value=${one.id}>${one.handle}</option>`)}
            </select>
          </div>
          <${Field} name="after_days" label=${t("afterDays")} type="number" value="7" min="1" max="365" />
        <//>
      <//>
    <//>
  `;
}
