// @ts-check
// Who works on the case: members, and taking it over.

import { useAct } from "../acts.js";
import { readAll, useAsked } from "../asking.js";
import { worded } from "../texts.js";
import { html } from "../html.js";
import { Field, Moment, Problem } from "../parts.js";
import { Opens } from "../section.js";

/** @param {{one: any, frame: import("../app.js").Frame}} given */
export function Members({ one, frame }) {
  const { t } = frame;
  const path = `/referrals/${one.id}/members`;
  const { said, problem, reload } = useAsked(() => readAll(path, "members"), [path]);
  const { act, problem: refused } = useAct(frame, reload);
  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    ${said &&
    html`
      <ul class="plain">
        ${said.map(
          (member) => html`
            <li key=${member.id} class="line">
              <span><strong>${member.handle}</strong> · ${worded(t, "role", member.role)} · ${t("since")} <${Moment} at=${member.added_at} frame=${frame} /></span>
              <button type="button" class="link" aria-label=${`${t("endMember")}: ${member.handle}`} onClick=${() => act("memberEnded", "POST", `${path}/${member.id}/end`)}>
                ${t("endMember")}
              </button>
            </li>
          `,
        )}
      </ul>
    `}
    <${Opens} label=${t("addColleague")} t=${t} send=${(/** @type {any} */ typed) => act("memberAdded", "POST", path, { handle: typed.handle.trim() })}>
      <${Field} name="handle" label=${t("workName")} hint=${t("memberHint")} maxlength=${40} />
    <//>
  `;
}
