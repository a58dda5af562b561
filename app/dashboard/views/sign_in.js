// @ts-check
// Signing in: a passkey first, a password with a code second.

import { call } from "../api.js";
import { html, useState } from "../html.js";
import { CodeField, Field, Form, Problem, problemText } from "../parts.js";
import { canUsePasskeys, prove } from "../passkeys.js";

/**
 * @param {{frame: import("../app.js").Frame, signedIn: () => void, enrol: () => void}} given
 */
export function SignIn({ frame, signedIn, enrol }) {
  const { t } = frame;
  const [problem, setProblem] = useState("");

  /** @param {import("../api.js").Answer} answer */
  function took(answer) {
    if (answer.ok) signedIn();
    else setProblem(problemText(answer));
  }

  async function withPasskey() {
    setProblem("");
    const options = await call("POST", "/sign-in/passkey/options", {});
    if (!options.ok) return took(options);
    const credential = await prove(options.body.publicKey);
    if (!credential) return setProblem("problem.passkey");
    took(await call("POST", "/sign-in/passkey", { challenge: options.body.challenge, credential }));
  }

  async function withPassword(/** @type {Record<string, string>} */ typed) {
    setProblem("");
    const { handle, password, code } = typed;
    took(await call("POST", "/sign-in/password", { handle, password, code }));
  }

  return html`
    <h1 tabindex="-1">${t("signIn")}</h1>
    <${Problem} t=${t} problem=${problem} />
    ${canUsePasskeys()
      ? html`<button type="button" class="first" onClick=${withPasskey}>${t("signInPasskey")}</button>`
      : html`<p>${t("noPasskeys")}</p>`}
    <h2>${t("orPassword")}</h2>
    <${Form} send=${withPassword} label=${t("signIn")}>
      <${Field} name="handle" label=${t("workName")} maxlength=${80} />
      <${Field} name="password" label=${t("password")} type="password" maxlength=${256} />
      <${CodeField} t=${t} />
    <//>
    <p><button type="button" class="link" onClick=${enrol}>${t("haveLink")}</button></p>
  `;
}
