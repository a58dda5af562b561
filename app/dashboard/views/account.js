// @ts-check
// The own account: who this is, ways to sign in, and where somebody is signed in with it.

import { call } from "../api.js";
import { html, useState } from "../html.js";
import { useList } from "../list.js";
import { Moment, Problem, Word, problemText } from "../parts.js";
import { OwnLink } from "./provider.js";

/**
 * @typedef {import("../app.js").Frame} Frame
 * @param {{frame: Frame, session: import("../app.js").Session, enrol: (link: string) => void,
 *   signedOut: () => void}} given
 */
export function Account({ frame, session, enrol, signedOut }) {
  const { t } = frame;
  const ways = useList("/credentials", "credentials");
  const sessions = useList("/sessions", "sessions");
  const [problem, setProblem] = useState("");

  /**
   * Whether it was done; why not is told.
   * @param {import("../api.js").Answer} answer
   * @param {string} said
   */
  function done(answer, said) {
    setProblem(answer.ok ? "" : problemText(answer));
    if (!answer.ok) return false;
    frame.say(said);
    ways.reload();
    sessions.reload();
    return true;
  }

  async function add() {
    const answer = await call("POST", "/credentials/enrolment-link");
    if (answer.ok && answer.body.link) enrol(answer.body.link);
    else setProblem(problemText(answer));
  }

  async function endAll() {
    const answer = await call("DELETE", "/sessions");
    if (answer.ok) signedOut();
    else setProblem(problemText(answer));
  }

  return html`
    <h1 tabindex="-1">${t("account")}</h1>
    <${Problem} t=${t} problem=${problem || ways.problem || sessions.problem} />
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
          <${Card}
            key=${way.id}
            frame=${frame}
            title=${html`<${Word} word=${way.kind} of="credential" t=${t} />`}
            made=${["madeAt", way.created_at]}
            used=${way.last_used_at}
            act=${["remove", async () => done(await call("DELETE", `/credentials/${way.id}`), "removed")]}
          />
        `,
      )}
    </ul>
    <button type="button" onClick=${add}>${t("addWay")}</button>

    <${OwnLink} frame=${frame} />

    <h2>${t("sessions")}</h2>
    <ul class="cards">
      ${(sessions.lines ?? []).map(
        (one) => html`
          <${Card}
            key=${one.id}
            frame=${frame}
            title=${html`<${Word} word=${one.signed_in_by} of="credential" t=${t} />
              ${one.this_one ? ` (${t("thisSession")})` : ""}`}
            made=${["began", one.began_at]}
            used=${one.last_used_at}
            act=${one.this_one
              ? null
              : ["endSession", async () => done(await call("DELETE", `/sessions/${one.id}`), "sessionEnded")]}
          />
        `,
      )}
    </ul>
    <button type="button" onClick=${endAll}>${t("endAll")}</button>
  `;
}

/**
 * @param {{frame: Frame, title: unknown, made: [string, string], used: string | null,
 *   act: [string, () => void] | null}} given
 */
function Card({ frame, title, made: [madeWord, madeAt], used, act }) {
  const { t } = frame;
  return html`
    <li class="card">
      <h3>${title}</h3>
      <dl>
        <dt>${t(madeWord)}</dt>
        <dd><${Moment} at=${madeAt} frame=${frame} /></dd>
        <dt>${t("lastUsed")}</dt>
        <dd><${Moment} at=${used} frame=${frame} /></dd>
      </dl>
      ${act && html`<button type="button" onClick=${act[1]}>${t(act[0])}</button>`}
    </li>
  `;
}
