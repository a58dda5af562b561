// @ts-check
// Setting up an account from a one-time link: a passkey, or a password and a generator of codes.

import { call } from "../api.js";
import { html, useEffect, useState } from "../html.js";
import { CodeField, Field, Form, Problem, Word, problemText } from "../parts.js";
import { canUsePasskeys, make } from "../passkeys.js";

/**
 * @typedef {{handle: string, role: string, challenge: string, publicKey: object}} Invitation
 * @typedef {{totp_uri: string, qr_svg: string}} Codes
 */

/** @param {string} typed */
function linkIn(typed) {
  return /([A-Za-z0-9_-]{43})\s*$/.exec(typed)?.[1] ?? typed.trim();
}

/** @param {string} svg */
function picture(svg) {
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}

/** @param {string} uri */
function secretIn(uri) {
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  return secret.replace(/(.{4})(?=.)/g, "$1 ");
}

/**
 * @param {{frame: import("../app.js").Frame, link: string, done: () => void, back: () => void}} given
 */
export function Enrolment({ frame, link: linkOfAddress, done, back }) {
  const { t } = frame;
  const [link, setLink] = useState(linkOfAddress);
  const [invited, setInvited] = useState(/** @type {Invitation | null} */ (null));
  const [codes, setCodes] = useState(/** @type {Codes | null} */ (null));
  const [problem, setProblem] = useState("");

  /**
   * The body of a good answer; a bad one is told.
   * @param {import("../api.js").Answer} answer
   */
  function good(answer) {
    setProblem(answer.ok ? "" : problemText(answer));
    return answer.ok ? answer.body : null;
  }

  async function begin(/** @type {string} */ wanted) {
    setLink(wanted);
    setInvited(good(await call("POST", "/enrolment/begin", { link: wanted })));
  }

  useEffect(() => {
    if (linkOfAddress) begin(linkOfAddress);
  }, []);

  async function withPasskey() {
    const { challenge, publicKey } = /** @type {Invitation} */ (invited);
    const credential = await make(publicKey);
    if (!credential) return setProblem("problem.passkey");
    if (good(await call("POST", "/enrolment/passkey", { link, challenge, credential }))) done();
  }

  async function withPassword(/** @type {Record<string, string>} */ typed) {
    const { password } = typed;
    setCodes(good(await call("POST", "/enrolment/password", { link, password })));
  }

  async function confirm(/** @type {Record<string, string>} */ typed) {
    if (good(await call("POST", "/enrolment/totp", { link, code: typed.code }))) done();
  }

  return html`
    <h1 tabindex="-1">${t("enrol")}</h1>
    <${Problem} t=${t} problem=${problem} />
    ${!invited
      ? html`
          <${Form} send=${(/** @type {any} */ typed) => begin(linkIn(typed.link))} label=${t("goOn")}>
            <${Field} name="link" label=${t("link")} hint=${t("linkHint")} type="password" />
          <//>
          <p><button type="button" class="link" onClick=${back}>${t("back")}</button></p>
        `
      : codes
        ? html`
            <p>${t("scan")}</p>
            <img class="qr" src=${picture(codes.qr_svg)} alt=${t("qrAlt")} />
            <p>${t("typeKey")}: <code>${secretIn(codes.totp_uri)}</code></p>
            <${Form} send=${confirm} label=${t("confirmCode")}><${CodeField} t=${t} /><//>
          `
        : html`
            <p>${t("enrolAs")} <strong>${invited.handle}</strong> (<${Word} word=${invited.role} of="role" t=${t} />)</p>
            ${canUsePasskeys() &&
            html`
              <p id="why">${t("enrolPasskeyWhy")}</p>
              <button type="button" class="first" aria-describedby="why" onClick=${withPasskey}>
                ${t("enrolPasskey")}
              </button>
            `}
            <h2>${t("enrolPassword")}</h2>
            <${Form} send=${withPassword} label=${t("makePassword")}>
              <${Field}
                name="password"
                label=${t("newPassword")}
                hint=${t("newPasswordHint")}
                type="password"
                autocomplete="new-password"
                minlength=${12}
                maxlength=${128}
              />
            <//>
          `}
  `;
}
