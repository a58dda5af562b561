// @ts-check
// The way in on a shared device of a house: a work name, then a PIN.

import { call } from "../api.js";
import { html, useState } from "../html.js";
import { Field, Form, Problem, problemText } from "../parts.js";

/** @param {{frame: import("../app.js").Frame, signedIn: () => void}} given */
export function PinSignIn({ frame, signedIn }) {
  const { t } = frame;
  const [handle, setHandle] = useState("");
  const [problem, setProblem] = useState("");

  // A form of its own for the name, as beside a password: no browser offers to keep it (AT11).
  async function named(/** @type {Record<string, string>} */ typed) {
    setProblem("");
    setHandle((typed.who ?? "").trim());
  }

  async function send(/** @type {Record<string, string>} */ typed) {
    const answer = await call("POST", "/sign-in/pin", { handle, pin: typed.pin });
    if (answer.ok) signedIn();
    else setProblem(problemText(answer));
  }

  return html`
    <p>${t("sharedHere")}</p>
    <${Problem} t=${t} problem=${problem} />
    ${handle
      ? html`
          <p>${t("workName")}: <strong>${handle}</strong></p>
          <${Form} key="pin" send=${send} label=${t("signIn")}>
            <${Field} name="pin" label=${t("pin")} type="password" inputmode="numeric" pattern="[0-9]{6,10}" maxlength=${10} focused />
          <//>
          <p><button type="button" class="link" onClick=${() => setHandle("")}>${t("back")}</button></p>
        `
      : html`
          <${Form} key="who" send=${named} label=${t("goOn")}>
            <${Field} name="who" label=${t("workName")} maxlength=${40} focused />
          <//>
        `}
  `;
}
