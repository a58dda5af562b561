// @ts-check
// The own account: ways to sign in, and when this signing-in ends.

import { call } from "../api.js";
import { html, useState } from "../html.js";
import { useList } from "../list.js";
import { Moment, Problem, Word, problemText } from "../parts.js";

/** @param {{frame: import("../app.js").Frame, session: import("../app.js").Session}} given */
export function Account({ frame, session }) {
  const { t } = frame;
  const ways = useList("/credentials", "credentials");
  const [problem, setProblem] = useState("");

  async function remove(/** @type {string} */ id) {
    const answer = await call("DELETE", `/credentials/${id}`);
    setProblem(answer.ok ? "" : problemText(answer));
    if (answer.ok) {
      frame.say("removed");
      ways.reload();
    }
  }

  return html`
    <h1 tabindex="-1">${t("account")}</h1>
    <${Problem} t=${t} problem=${problem || ways.problem} />
    <dl>
      <dt>${t("workName")}</dt>
      <dd>${session.handle}</dd>
      <dt>${t("role")}</dt>
      <dd><${Word} word=${session.role} of="role" t=${t} /></dd>
      <dt>${t("endsAt")}</dt>
      <dd><${Moment} at=${session.ends_at} frame=${frame} /></dd>
    </dl>
    <h2>${t("credentials")}</h2>
    <ul class="cards">
      ${(ways.lines ?? []).map(
        (way) => html`
          <li class="card" key=${way.id}>
            <h3><${Word} word=${way.kind} of="credential" t=${t} /></h3>
            <dl>
              <dt>${t("madeAt")}</dt>
              <dd><${Moment} at=${way.created_at} frame=${frame} /></dd>
              <dt>${t("lastUsed")}</dt>
              <dd><${Moment} at=${way.last_used_at} frame=${frame} /></dd>
            </dl>
            <button type="button" onClick=${() => remove(way.id)}>${t("remove")}</button>
          </li>
        `,
      )}
    </ul>
  `;
}
