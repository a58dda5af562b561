// @ts-check
// A fresh proof that it is she, over whatever she was doing.

import { STEP_UP, call } from "../api.js";
import { html, useEffect, useRef, useState } from "../html.js";
import { CodeField, Form, Problem, problemText } from "../parts.js";
import { canUsePasskeys, prove } from "../passkeys.js";

/** @param {{frame: import("../app.js").Frame, done: (stepped: boolean) => void}} given */
export function StepUp({ frame, done }) {
  const { t } = frame;
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [problem, setProblem] = useState("");

  useEffect(() => dialog.current?.showModal(), []);

  /** @param {object} proof */
  async function send(proof) {
    const answer = await call("POST", STEP_UP, proof);
    if (answer.ok) done(true);
    else setProblem(problemText(answer));
  }

  async function withPasskey() {
    setProblem("");
    const options = await call("POST", `${STEP_UP}/options`);
    if (!options.ok) return setProblem(problemText(options));
    const credential = await prove(options.body.publicKey);
    if (!credential) return setProblem("problem.passkey");
    await send({ challenge: options.body.challenge, credential });
  }

  return html`
    <dialog ref=${dialog} aria-labelledby="step-up" onCancel=${() => done(false)}>
      <h2 id="step-up">${t("stepUp")}</h2>
      <p>${t("stepUpWhy")}</p>
      <${Problem} t=${t} problem=${problem} />
      ${canUsePasskeys() &&
      html`<button type="button" class="first" onClick=${withPasskey}>${t("stepUpPasskey")}</button>`}
      <${Form} send=${(/** @type {any} */ typed) => send({ code: typed.code })} label=${t("stepUpCode")}>
        <${CodeField} t=${t} />
      <//>
      <p><button type="button" class="link" onClick=${() => done(false)}>${t("cancel")}</button></p>
    </dialog>
  `;
}
