// @ts-check
// The frame: who is signed in, which view is shown, and what covers it.

import { listening, call } from "./api.js";
import { arrival } from "./arrival.js";
import { html, useCallback, useEffect, useRef, useState } from "./html.js";
import { Header } from "./header.js";
import { useIdle } from "./idle.js";
import { browserLanguage, text } from "./texts.js";
import { Account } from "./views/account.js";
import { Alarms } from "./views/alarms.js";
import { Approvals } from "./views/approvals.js";
import { Enrolment } from "./views/enrolment.js";
import { Hidden } from "./views/hidden.js";
import { SignIn } from "./views/sign_in.js";
import { StepUp } from "./views/step_up.js";
import { Tasks } from "./views/tasks.js";

/** Seconds without a touch after which nothing is shown (security AT01). */
const BLANK_AFTER = 60;

/** The views of somebody who is signed in, in the order of the header. A new view is a line here. */
const VIEWS = { approvals: Approvals, alarms: Alarms, tasks: Tasks, account: Account };
const FIRST = "approvals";

/**
 * @typedef {import("./texts.js").Language} Language
 * @typedef {{handle: string, role: string, ends_at: string}} Session
 * @typedef {{language: Language, t: (key: string) => string, say: (key: string) => void}} Frame
 */

export function App() {
  const [language, setLanguage] = useState(browserLanguage);
  const [came] = useState(arrival);
  const [link, setLink] = useState(came.link);
  const [session, setSession] = useState(/** @type {Session | null | undefined} */ (undefined));
  const [view, setView] = useState(link ? "enrolment" : FIRST);
  const [notice, setNotice] = useState(came.from === "linked" ? "linked" : "");
  const [blank, setBlank] = useState(false);
  const [proving, setProving] = useState(false);
  const proved = useRef(/** @type {(done: boolean) => void} */ (() => {}));
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  const t = useCallback((/** @type {string} */ key) => text(language, key), [language]);
  const frame = { language, t, say: setNotice };

  const load = useCallback(async () => {
    const answer = await call("GET", "/session");
    setSession(answer.ok ? answer.body : null);
  }, []);

  const go = useCallback((/** @type {string} */ next) => {
    history.pushState({ view: next }, "");
    setNotice("");
    setView(next);
  }, []);

  useEffect(() => {
    listening.signedOut = () => {
      stepped(false);
      setSession((before) => {
        if (before) setNotice("");
        return null;
      });
    };
    listening.stepUp = () => {
      stepped(false);
      setProving(true);
      return new Promise((done) => (proved.current = done));
    };
    const back = (/** @type {PopStateEvent} */ moved) => setView(moved.state?.view ?? FIRST);
    addEventListener("popstate", back);
    load();
    return () => removeEventListener("popstate", back);
  }, [load]);

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = text(language, "title");
  }, [language]);

  // Whoever cannot see that the view changed hears its heading.
  useEffect(() => main.current?.querySelector("h1")?.focus(), [view, session === null, blank]);

  useIdle(BLANK_AFTER, Boolean(session), () => {
    stepped(false);
    setBlank(true);
  });

  async function signOut() {
    await call("DELETE", "/session");
    location.replace("/");
  }

  function stepped(/** @type {boolean} */ done) {
    proved.current(done);
    setProving(false);
  }

  const enrolling = view === "enrolment";
  const shown = session && !enrolling ? session : null;
  const View = VIEWS[/** @type {keyof typeof VIEWS} */ (view)] ?? Approvals;

  return html`
    <a class="skip" href="#main" onClick=${(/** @type {Event} */ e) => {
      e.preventDefault();
      main.current?.focus();
    }}>${t("skip")}</a>
    <${Header}
      t=${t}
      views=${shown && !blank ? Object.keys(VIEWS) : []}
      view=${view}
      who=${shown && !blank ? shown.handle : ""}
      go=${go}
      signOut=${signOut}
      otherLanguage=${() => setLanguage(language === "nb" ? "en" : "nb")}
    />
    <main id="main" tabindex="-1" ref=${main}>
      <p class=${notice ? "notice" : "silent"} role="status">${notice ? t(notice) : ""}</p>
      ${enrolling
        ? html`<${Enrolment} frame=${frame} link=${link} done=${() => {
            setLink("");
            go(FIRST);
            load();
            setNotice("enrolled");
          }} back=${() => go(FIRST)} />`
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
                  key=${view}
                  frame=${frame}
                  session=${session}
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
