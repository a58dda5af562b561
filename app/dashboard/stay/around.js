// @ts-check
// The group around her: who stands on her case and by which consent, and what each has to do.

import { useAct } from "../acts.js";
import { readAll, read, readIfThere, useAsked } from "../asking.js";
import { Select } from "../chooser.js";
import { MomentField, wordsOf } from "../fields.js";
import { html, useState } from "../html.js";
import { Field, Moment, Problem, Word } from "../parts.js";
import { Opens } from "../section.js";

/** @param {import("./reading.js").Given} given */
export function Group({ stay, frame, role, reload }) {
  const { t } = frame;
  const path = `/referrals/${stay.her?.id}`;
  const leads = role === "COORDINATOR";
  const { said, problem, reload: again } = useAsked(
    async () => ({
      members: leads ? await readAll(`${path}/members`, "members") : [],
      proposed: leads ? ((await readIfThere(`${path}/proposed-members`))?.proposed ?? []) : [],
      consents: await readAll(`${path}/consents`, "consents"),
    }),
    [path],
  );
  const { act, problem: refused } = useAct(frame, async () => {
    await again();
    await reload();
  });
  if (!said) return html`<${Problem} t=${t} problem=${problem} />`;
  const open = said.proposed.filter((/** @type {any} */ one) => !one.stands);
  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    ${leads &&
    html`
      <ul class="lines">
        ${said.members.map(
          (one) => html`
            <li key=${one.id}>
              <span><strong>${one.handle}</strong>, <${Word} word=${one.role} of="role" t=${t} /></span>
              <span class="hint"><${Word} word=${one.scope} of="scope" t=${t} /></span>
              <button type="button" aria-label=${`${t("takeOff")}: ${one.handle}`} onClick=${() => act("memberEnded", "POST", `${path}/members/${one.id}/end`)}>
                ${t("takeOff")}
              </button>
            </li>
          `,
        )}
      </ul>
      ${open.length > 0 &&
      html`<p class="hint">${t("localTeam")}: ${open.map((/** @type {any} */ one) => one.handle).join(", ")}</p>`}
      <${Opens}
        label=${t("addMember")}
        t=${t}
        send=${(/** @type {any} */ { handle, consent }) => act("memberAdded", "POST", `${path}/members`, consent ? { handle, consent } : { handle })}
      >
        <${Field} name="handle" label=${t("workName")} maxlength=${40} />
        <${Consented} consents=${said.consents} frame=${frame} />
      <//>
    `}
    <h3>${t("consents")}</h3>
    <ul class="lines">
      ${said.consents.map(
        (one) => html`
          <li key=${one.id}>
            <span><${Word} word=${one.purpose} of="consentfor" t=${t} />: <${Word} word=${one.withdrawn_at ? "WITHDRAWN" : one.answer} of="consentsaid" t=${t} /></span>
            <span class="hint">${one.expires_at && html`${t("until")} <${Moment} at=${one.expires_at} frame=${frame} />`}</span>
            ${one.answer === "GIVEN" &&
            !one.withdrawn_at &&
            html`<button type="button" onClick=${() => act("consentWithdrawn", "POST", `${path}/consents/${one.id}/withdraw`, undefined, stay.her?.version)}>
              ${t("sheWithdraws")}
            </button>`}
          </li>
        `,
      )}
    </ul>
    <${Opens}
      label=${t("askedHer")}
      t=${t}
      send=${(/** @type {any} */ { purpose, answer, form }) =>
        act("consentKept", "POST", `${path}/consents`, answer === "GIVEN" ? { purpose, answer, form } : { purpose, answer }, stay.her?.version)}
    >
      <${Select} name="purpose" id="consent-for" label=${t("purpose")} of="consentfor" words=${wordsOf("consentfor")} empty=${t("choose")} required t=${t} />
      <${Select} name="answer" label=${t("herAnswer")} of="consentsaid" words=${["GIVEN", "REFUSED", "NOT_ANSWERED"]} empty=${t("choose")} required t=${t} />
      <${Select} name="form" label=${t("howSaid")} of="consentform" words=${wordsOf("consentform")} value="VERBAL" empty=${t("choose")} t=${t} />
    <//>
  `;
}

/** @param {{consents: any[], frame: import("../app.js").Frame}} given */
function Consented({ consents, frame }) {
  const { t } = frame;
  const given = consents.filter((one) => one.answer === "GIVEN" && !one.withdrawn_at);
  return html`
    <div class="field">
      <label for="consent">${t("byConsent")}</label>
      <select id="consent" name="consent" autocomplete="off">
        <option value="">${t("ofRosa")}</option>
        ${given.map(
          (one) => html`<option key=${one.id} value=${one.id}><${Word} word=${one.purpose} of="consentfor" t=${t} /></option>`,
        )}
      </select>
    </div>
  `;
}

/** @param {import("./reading.js").Given} given */
export function Actions({ stay, frame }) {
  const { t } = frame;
  const path = `/referrals/${stay.her?.id}/follow-up-actions`;
  const { said, problem, reload } = useAsked(() => read(path), [path]);
  const { act, problem: refused } = useAct(frame, reload);
  const [kind, setKind] = useState("");
  if (!said) return html`<${Problem} t=${t} problem=${problem} />`;

  /** @param {Record<string, string>} typed */
  async function add({ kind, owner, due_at, place }) {
    const body = { kind, owner, due_at: new Date(due_at ?? "").toISOString(), ...(place ? { place } : {}) };
    return act("actionAdded", "POST", path, body);
  }

  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    ${said.actions.length === 0 && html`<p>${t("actionsNone")}</p>`}
    <ul class="lines">
      ${said.actions.map(
        (/** @type {any} */ one) => html`
          <li key=${one.id}>
            <span><${Word} word=${one.kind} of="action" t=${t} />${one.place && html`, <${Word} word=${one.place} of="meetingroom" t=${t} />`}</span>
            <span class="hint">${one.owner}, ${t("until")} <${Moment} at=${one.due_at} frame=${frame} />; <${Word} word=${one.state} of="actionstate" t=${t} /></span>
            ${one.state === "OPEN" &&
            html`
              <button type="button" onClick=${() => act("actionEnded", "POST", `${path}/${one.id}/end`, { state: "DONE" })}>${t("done")}</button>
              <button type="button" onClick=${() => act("actionEnded", "POST", `${path}/${one.id}/end`, { state: "DROPPED" })}>${t("fallsAway")}</button>
              <${Opens} label=${t("giveTo")} t=${t} send=${(/** @type {any} */ typed) => act("actionGiven", "POST", `${path}/${one.id}/owner`, typed)}>
                <${Field} name="owner" label=${t("workName")} maxlength=${40} />
              <//>
            `}
          </li>
        `,
      )}
    </ul>
    <${Opens} label=${t("addAction")} t=${t} send=${add}>
      <${Select} name="kind" id="action-kind" label=${t("what")} of="action" words=${wordsOf("action")} value=${kind} choose=${setKind} empty=${t("choose")} required t=${t} />
      <${Field} name="owner" label=${t("whose")} hint=${t("whoseHint")} maxlength=${40} />
      <${MomentField} id="action-due" name="due_at" label=${t("doneBy")} />
      ${kind.endsWith("MEETING") &&
      html`<${Select} name="place" label=${t("whereMet")} of="meetingroom" words=${wordsOf("meetingroom")} empty=${t("choose")} required t=${t} />`}
    <//>
  `;
}
