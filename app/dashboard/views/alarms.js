// @ts-check
// Open alarms: of which kind and since when; somebody says that she answers for it.

import { call } from "../api.js";
import { html, useState } from "../html.js";
import { useList } from "../list.js";
import { useLive } from "../live.js";
import { Moment, Problem, Word, problemText } from "../parts.js";

/** @param {{frame: import("../app.js").Frame}} given */
export function Alarms({ frame }) {
  const { t } = frame;
  const { lines, problem, reload, more } = useList("/alarms", "alarms");
  useLive(["alarms"], reload);
  const [refused, setRefused] = useState("");

  async function answer(/** @type {string} */ id) {
    const got = await call("POST", `/alarms/${id}/answer`);
    setRefused(got.ok ? "" : problemText(got));
    if (got.ok) {
      frame.say("answered");
      reload();
    }
  }

  return html`
    <h1 tabindex="-1">${t("alarms")}</h1>
    <${Problem} t=${t} problem=${refused || problem} />
    ${lines === null
      ? !problem && html`<p>${t("loading")}</p>`
      : lines.length === 0
        ? html`<p>${t("alarmsNone")}</p>`
        : html`
            <ul class="cards">
              ${lines.map(
                (line) => html`
                  <li class="card" key=${line.id}>
                    <h2><${Word} word=${line.kind} of="alarm" t=${t} /></h2>
                    <p>${t("raisedAt")} <${Moment} at=${line.raised_at} frame=${frame} /></p>
                    ${line.about && html`<p>${t("about")}: ${line.about}</p>`}
                    <button type="button" onClick=${() => answer(line.id)}>${t("answer")}</button>
                  </li>
                `,
              )}
            </ul>
          `}
    ${more && html`<button type="button" onClick=${more}>${t("more")}</button>`}
    <p><button type="button" class="link" onClick=${reload}>${t("refresh")}</button></p>
  `;
}
