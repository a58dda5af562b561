// @ts-check
// The frame: who is signed in, which view is shown, and what covers it.

import { listening, call } from "./api.js";
import { arrival } from "./arrival.js";
import { html, useCallback, useEffect, useRef, useState } from "./html.js";
import { Header } from "./header.js";
import { useIdle } from "./idle.js";
import { later } from "./later.js";
import { useQuickHide } from "./quick_hide.js";
import { allTexts, browserLanguage, text } from "./texts.js";
import { useTrail } from "./trail.js";
import { VIEWS, menuOf } from "./views.js";
import { Hidden } from "./views/hidden.js";
import { StepUp } from "./views/step_up.js";

const Enrolment = later(async () => (await import("./views/enrolment.js")).Enrolment);
const SignIn = later(async () => (await import("./views/sign_in.js")).SignIn);

/** Milliseconds after which the first view has what it asked for, and the line is free for texts. */
const SETTLED = 2000;

/** Seconds without a touch after which nothing is shown (security AT01). */
const BLANK_AFTER = 60;

/**
 * @typedef {import("./texts.js").Language} Language
 * @typedef {{handle: string, role: string, ends_at: string}} Session
 * @typedef {{language: Language, t: (key: string) => string, say: (key: string) => void,
 *   go: (view: string, given?: any) => void}} Frame
 */

export function App() {
  const [language, setLanguage] = useState(browserLanguage);
  const [came] = useState(arrival);
  const [link, setLink] = useState(came.link);
  const [session, setSession] = useState(/** @type {Session | null | undefined} */ (undefined));
  const { at, go: step, forget } = useTrail(link ? "enrolment" : "");
  const [notice, setNotice] = useState(came.from === "linked" ? "linked" : "");
  const [blank, setBlank] = useState(false);
  const [proving, setProving] = useState(false);
  const proved = useRef(/** @type {(done: boolean) => void} */ (() => {}));
  // Another person on the same page never lands where the one before her was.
  const whose = useRef("");
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  const t = useCallback((/** @type {string} */ key) => text(language, key), [language]);
  const load = useCallback(async () => {
    const answer = await call("GET", "/session");
    const handle = answer.ok ? answer.body.handle : "";
    if (whose.current && whose.current !== handle) forget();
    whose.current = handle;
    setSession(answer.ok ? answer.body : null);
  }, [forget]);

  const go = useCallback((/** @type {string} */ view, /** @type {any} */ given = {}) => {
    setNotice("");
    step(view, given);
  }, [step]);
  const frame = { language, t, say: setNotice, go };

  useEffect(() => {
    listening.signedOut = () => {
      stepped(false);
      if (whose.current) {
        setNotice("");
        forget();
      }
      whose.current = "";
      setSession(null);
    };
    listening.stepUp = () => {
      stepped(false);
      setProving(true);
      return new Promise((done) => (proved.current = done));
    };
    load();
  }, [load, forget]);

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = text(language, "title");
  }, [language]);

  // Whoever cannot see that the view changed hears its heading.
  useEffect(() => main.current?.querySelector("h1")?.focus(), [at, session === null, blank]);

  function hide() {
    stepped(false);
    setNotice("");
    setBlank(true);
  }

  useEffect(() => {
    if (!session) return;
    // A line that is down now is there again, or is told of, when somebody goes elsewhere.
    const timer = setTimeout(() => allTexts().catch(() => {}), SETTLED);
    return () => clearTimeout(timer);
  }, [Boolean(session)]);

  useIdle(BLANK_AFTER, Boolean(session), hide);
  useQuickHide(Boolean(session), hide);

  async function signOut() {
    await call("DELETE", "/session");
    location.replace("/");
  }

  function stepped(/** @type {boolean} */ done) {
    proved.current(done);
    setProving(false);
  }

  const enrolling = at.view === "enrolment";
  const shown = session && !enrolling ? session : null;
  const menu = shown ? menuOf(shown.role) : [];
  const view = at.view in VIEWS ? at.view : (menu[0] ?? "account");
  const View = VIEWS[view]?.View;

  return html`
    <a class="skip" href="#main" onClick=${(/** @type {Event} */ e) => {
      e.preventDefault();
      main.current?.focus();
    }}>${t("skip")}</a>
    <${Header}
      t=${t}
      views=${blank ? [] : menu}
      view=${view}
      who=${shown && !blank ? shown.handle : ""}
      go=${go}
      signOut=${signOut}
      hide=${hide}
      language=${language}
      speak=${setLanguage}
    />
    <main id="main" tabindex="-1" ref=${main}>
      <p class=${notice ? "notice" : "silent"} role="status">${notice ? t(notice) : ""}</p>
      ${enrolling
        ? html`<${Enrolment} frame=${frame} link=${link} done=${() => {
            setLink("");
            go("");
            load();
            setNotice("enrolled");
          }} back=${() => go("")} />`
        : session === undefined
          ? html`<p>${t("loading")}</p>`
          : session === null
            ? html`<${SignIn} frame=${frame} signedIn=${() => {
                setNotice("");
                load();
              }} came=${came.from} enrol=${() => go("enrolment")} />`
            : blank
              ? html`<${Hidden} t=${t} show=${async () => {
                  await load();
                  setBlank(false);
                }} />`
              : html`<${View}
                  key=${at}
                  frame=${frame}
                  session=${session}
                  given=${at.given}
                  signedOut=${() => location.replace("/")}
                  enrol=${(/** @type {string} */ made) => {
                    setLink(made);
                    go("enrolment");
                  }}
                />`}
    </main>
    ${proving && html`<${StepUp} frame=${frame} done=${stepped} />`}
  `;
}
