// @ts-check
// A secret that the service tells once and keeps nowhere: shown here until somebody leaves the view.

import { call } from "../api.js";
import { html, useState } from "../html.js";
import { Moment, Problem, problemText } from "../parts.js";

/**
 * A button that makes it. `of` is the name of the secret in the answer.
 * @param {{frame: import("../app.js").Frame, label: string, path: string, of: string,
 *   body?: () => object | undefined}} given
 */
export function ShownOnce({ frame, label, path, of, body = () => undefined }) {
  const { t } = frame;
  const [made, setMade] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState("");

  async function make() {
    const answer = await call("POST", path, body());
    setProblem(answer.ok ? "" : problemText(answer));
    setMade(answer.ok ? answer.body : null);
  }

  return html`
    <button type="button" onClick=${make}>${label}</button>
    <${Problem} t=${t} problem=${problem} />
    ${made &&
    html`
      <div class="once" role="status">
        <p><strong>${t("shownOnce")}</strong> ${t("lastsUntil")} <${Moment} at=${made.expires_at} frame=${frame} /></p>
        <p><code class="secret">${made[of]}</code></p>
        <button type="button" onClick=${() => setMade(null)}>${t("hideIt")}</button>
      </div>
    `}
  `;
}
