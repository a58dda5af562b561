// @ts-check
// A new referral: nine questions, each of which may stay unknown, in one request.

import { useActs } from "../acts.js";
import { html, useEffect, useRef, useState } from "../html.js";
import { UNASKED, bodyOf, unanswered } from "../intake/answers.js";
import { AfterNine, Caller, Nine } from "../intake/nine.js";
import { Refusal } from "../refusal.js";

/** @param {{frame: import("../app.js").Frame}} given */
export function NewReferral({ frame }) {
  const { t } = frame;
  const [a, setA] = useState(UNASKED);
  const [call] = useState(() => crypto.randomUUID());
  const { no, busy, act } = useActs(frame);
  const sent = useRef(0);
  const open = unanswered(a);

  // The files of the view that comes next are fetched while she is asked, not while she waits.
  useEffect(() => {
    import("./referral.js").catch(() => {}); // it is tried again when it is needed
  }, []);

  /**
   * @param {keyof import("../intake/answers.js").Answers} name
   * @param {any} value
   */
  function put(name, value) {
    setA((before) => ({ ...before, [name]: value }));
  }

  async function send(/** @type {SubmitEvent} */ event) {
    event.preventDefault();
    const made = await act("POST", "/calls", bodyOf(a, call, (sent.current += 1), new Date()));
    if (made) frame.go("referral", { id: made.referral, search: true });
  }

  return html`
    <h1 tabindex="-1">${t("new_referral")}</h1>
    <p>${t("newReferralHow")}</p>
    <form method="post" class="intake" autocomplete="off" onSubmit=${send}>
      <${Caller} a=${a} put=${put} frame=${frame} />
      <${Nine} a=${a} put=${put} frame=${frame} />
      <${AfterNine} a=${a} put=${put} frame=${frame} />
      <div class="sticky">
        <p class="hint">
          ${open.length === 0 ? t("allNineAsked") : `${t("stillUnknown")}: ${open.join(", ")}. ${t("unknownCounts")}`}
        </p>
        <${Refusal} no=${no} t=${t} />
        <button type="submit" aria-disabled=${busy ? "true" : undefined}>${t("findPlaces")}</button>
      </div>
    </form>
  `;
}
