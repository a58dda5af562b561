// @ts-check
// Signing in: a passkey first, a password with a code second.

import { call } from "../api.js";
import { html, useState } from "../html.js";
import { CodeField, Field, Form, Problem, problemText } from "../parts.js";
import { canUsePasskeys, prove } from "../passkeys.js";
import { PinSignIn } from "./pin.js";
import { AfterProvider, goToProvider, useWays } from "./provider.js";

/**
 * @param {{frame: import("../app.js").Frame, came: string, signedIn: () => void,
 *   enrol: () => void}} given
 */
export function SignIn({ frame, came, signedIn, enrol }) {
  const { t } = frame;
  const [problem, setProblem] = useState(came === "refused" ? "problem.sign-in-refused" : "");
  const [vouched, setVouched] = useState(came === "code");
  const ways = useWays();
  const [handle, setHandle] = useState("");

  /** @param {import("../api.js").Answer} answer */
  function took(answer) {
    if (answer.ok) signedIn();
    else setProblem(problemText(answer));
  }

  async function withPasskey() {
    setProblem("");
    const options = await call("POST", "/sign-in/passkey/options");
    if (!options.ok) return took(options);
    const credential = await prove(options.body.publicKey);
    if (!credential) return setProblem("problem.passkey");
    took(await call("POST", "/sign-in/passkey", { challenge: options.body.challenge, credential }));
  }

  // The name stands in a form of its own: beside a password a browser would offer to keep both, and
  // keep the name even when the offer is declined (security AT11).
  async function named(/** @type {Record<string, string>} */ typed) {
    setProblem("");
    setHandle(typed.handle.trim());
  }

  async function withPassword(/** @type {Record<string, string>} */ typed) {
    setProblem("");
    const { password, code } = typed;
    took(await call("POST", "/sign-in/password", { handle, password, code }));
  }

  if (vouched) {
    return html`<${AfterProvider} frame=${frame} signedIn=${signedIn} back=${() => setVouched(false)} />`;
  }
  return html`
    <h1 tabindex="-1">${t("signIn")}</h1>
    ${ways.pin && html`<${PinSignIn} frame=${frame} signedIn=${signedIn} /><h2>${t("withoutPin")}</h2>`}
    <${Problem} t=${t} problem=${problem} />
    ${canUsePasskeys()
      ? html`<button type="button" class="first" onClick=${withPasskey}>${t("signInPasskey")}</button>`
      : html`<p>${t("noPasskeys")}</p>`}
    ${ways.provider &&
    html`
      <p>
        <button
          type="button"
          onClick=${async () => setProblem(await goToProvider("/sign-in/provider/begin"))}
        >
          ${t("signInProvider")}
        </button>
      </p>
    `}
    <h2>${t("orPassword")}</h2>
    ${handle
      ? html`
          <p>${t("workName")}: <strong>${handle}</strong></p>
          <${Form} key="proofs" send=${withPassword} label=${t("signIn")}>
            <${Field} name="password" label=${t("password")} type="password" maxlength=${128} focused />
            <${CodeField} t=${t} />
          <//>
          <p><button type="button" class="link" onClick=${() => setHandle("")}>${t("back")}</button></p>
        `
      : html`
          <${Form} key="name" send=${named} label=${t("goOn")}>
            <${Field} name="handle" label=${t("workName")} maxlength=${80} />
          <//>
        `}
    <p><button type="button" class="link" onClick=${enrol}>${t("haveLink")}</button></p>
  `;
}
