// @ts-check
// Signing in by an identity provider: going there, the code after coming back, and the own link.

import { call } from "../api.js";
import { html, useEffect, useState } from "../html.js";
import { CodeField, Form, Moment, Problem, problemText } from "../parts.js";

/**
 * Whether this installation has a provider, and whether this browser is a shared device of a house that
 * takes a PIN; until that is known, neither.
 */
export function useWays() {
  const [ways, setWays] = useState({ provider: false, pin: false });
  useEffect(() => {
    call("GET", "/sign-in/ways").then((answer) => {
      if (answer.ok) setWays(answer.body);
    });
  }, []);
  return ways;
}

/**
 * Go to the provider; the text of what stood in the way, if anything did.
 * @param {string} path
 */
export async function goToProvider(path) {
  const answer = await call("POST", path);
  if (!answer.ok) return problemText(answer);
  location.assign(answer.body.address);
  return "";
}

/**
 * The second proof, after the provider's word.
 * @param {{frame: import("../app.js").Frame, signedIn: () => void, back: () => void}} given
 */
export function AfterProvider({ frame, signedIn, back }) {
  const { t } = frame;
  const [problem, setProblem] = useState("");

  async function send(/** @type {Record<string, string>} */ typed) {
    const answer = await call("POST", "/sign-in/provider", { code: typed.code });
    if (answer.ok) signedIn();
    else setProblem(problemText(answer));
  }

  return html`
    <h1 tabindex="-1">${t("afterProvider")}</h1>
    <${Problem} t=${t} problem=${problem} />
    <${Form} send=${send} label=${t("signIn")}><${CodeField} t=${t} /><//>
    <p><button type="button" class="link" onClick=${back}>${t("back")}</button></p>
  `;
}

/** @param {{frame: import("../app.js").Frame}} given */
export function OwnLink({ frame }) {
  const { t } = frame;
  const has = useWays().provider;
  const [link, setLink] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState("");

  /** @param {"GET" | "DELETE"} method */
  async function ask(method) {
    const answer = await call(method, "/credentials/provider");
    setProblem(answer.ok ? "" : problemText(answer));
    if (answer.ok) setLink(answer.body);
  }

  useEffect(() => {
    if (has) ask("GET");
  }, [has]);

  if (!link) return null;
  return html`
    <h2>${t("provider")}</h2>
    <${Problem} t=${t} problem=${problem} />
    ${link.linked
      ? html`
          <p>${t("lastUsed")}: <${Moment} at=${link.last_used_at} frame=${frame} /></p>
          <button type="button" onClick=${() => ask("DELETE")}>${t("unlinkProvider")}</button>
        `
      : html`
          <button
            type="button"
            onClick=${async () => setProblem(await goToProvider("/credentials/provider"))}
          >
            ${t("linkProvider")}
          </button>
        `}
  `;
}
