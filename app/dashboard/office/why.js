// @ts-check
// What is asked of a second person begins with a closed word and a short reason.

import { call } from "../api.js";
import { Select } from "../chooser.js";
import { Lines, wordsOf } from "../fields.js";
import { html, useState } from "../html.js";
import { Form, Problem, problemText } from "../parts.js";

/**
 * Asks, and leads to where the answer is waited for. `where` says to which path, and what beside
 * the reason, from what was typed.
 *
 * @param {{frame: import("../app.js").Frame, label: string, name: string, children?: unknown,
 *   where: (typed: Record<string, string>) => {path: string, more?: object}}} given
 */
export function AskASecond({ frame, label, name, children, where }) {
  const { t } = frame;
  const [problem, setProblem] = useState("");

  /** @param {Record<string, string>} typed */
  async function send(typed) {
    const { path, more = {} } = where(typed);
    const answer = await call("POST", path, { ...more, purpose: typed.purpose, reason: typed.reason });
    setProblem(answer.ok ? "" : problemText(answer));
    if (!answer.ok) return;
    frame.go("approvals");
    frame.say("secondAsked");
  }

  return html`
    <${Form} label=${label} send=${send}>
      ${children}
      <${Select} t=${t} id=${`${name}-purpose`} name="purpose" label=${t("purpose")} of="purpose" words=${wordsOf("purpose")} empty=${t("chooseOne")} required />
      <${Lines} id=${`${name}-reason`} name="reason" label=${t("reason")} hint=${t("reasonHint")} longest=${280} />
      <${Problem} t=${t} problem=${problem} />
    <//>
  `;
}
