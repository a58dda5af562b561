// @ts-check
// What a version of the rules would have done on the last nights; it is asked for activation only after that.

import { call } from "../api.js";
import { worded } from "../texts.js";
import { html, useState } from "../html.js";
import { Problem, problemText } from "../parts.js";
import { useRun } from "../plan/follow.js";
import { Table } from "../table.js";

const CLASSES = Object.freeze(["P1", "P2", "P3"]);

/**
 * @typedef {import("../app.js").Frame} Frame
 * @param {{id: string, frame: Frame, tried: () => void}} given
 */
export function Replay({ id, frame, tried }) {
  const { t } = frame;
  const [told, setTold] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState("");
  const trying = useRun(async (run) => {
    if (run.failure) return setProblem("replayFailed");
    const answer = await call("GET", `/plan-runs/${run.id}/what-if`);
    setProblem(answer.ok ? "" : problemText(answer));
    if (!answer.ok) return;
    setTold(answer.body);
    tried();
  });
  const runs = trying.run?.state === "RUNNING";

  return html`
    <p class="hint">${t("replayWhy")}</p>
    <button type="button" class=${told ? "" : "first"} aria-disabled=${runs ? "true" : undefined} onClick=${() =>
      runs || trying.start("/what-ifs", { replay: id })}>${t("replayStart")}</button>
    <p role="status">${runs ? t("replayRuns") : ""}</p>
    <${Problem} t=${t} problem=${problem || trying.problem} />
    ${told && html`<${Told} told=${told} frame=${frame} />`}
  `;
}

/** @param {{told: any, frame: Frame}} given */
function Told({ told, frame }) {
  const { t } = frame;
  const { replay } = told;
  const barred = Object.entries(replay.barred);
  if (replay.restricted > 0) barred.push(["BLOCKED_RESTRICTED", replay.restricted]);
  return html`
    <${Table}
      name="replay"
      caption=${`${t("withoutBed")} (${replay.nights})`}
      head=${[t("triageClass"), `${t("nowIs")} (${replay.against})`, t("thenIs")]}
      rows=${CLASSES.map((one, n) => ({
        key: one,
        cells: [worded(t, "priority", one), told.unplaced_before[n], html`<strong>${told.unplaced_after[n]}</strong>`],
      }))}
    />
    <ul class="plain">
      <li>${t("worseNights")}: <strong>${replay.worse_nights}</strong></li>
      <li>${t("otherClass")}: <strong>${replay.other_class}</strong></li>
      <li>
        ${t("takenBarred")} (${replay.took}):${" "}
        <strong>${barred.length === 0 ? t("noneOfThem") : barred.map(([rule, many]) => `${worded(t, "rule", rule)}: ${many}`).join("; ")}</strong>
      </li>
    </ul>
  `;
}
