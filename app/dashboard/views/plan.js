// @ts-check
// The plan of the night: what it proposes beside what stood before, how far it is proven, and why; a
// person says yes or no to each line. Beside it, what if.

import { readAll, readIfThere, useAsked } from "../asking.js";
import { html, useEffect } from "../html.js";
import { useLive } from "../live.js";
import { Problem, Word } from "../parts.js";
import { useRun } from "../plan/follow.js";
import { PlanLines } from "../plan/lines.js";
import { Progress, RunHead, Tiers } from "../plan/run.js";
import { WhatIf } from "../plan/what_if.js";

/** @param {{frame: import("../app.js").Frame}} given */
export function Plan({ frame }) {
  const { t } = frame;
  const last = useAsked(() => readIfThere("/plan-runs/last").then((run) => ({ run })), []);
  const around = useAsked(async () => {
    const both = [readAll("/shelters", "shelters"), readAll("/rule-sets", "rule_sets")];
    const [houses = [], rules = []] = await Promise.all(both);
    return { houses, rules };
  }, []);
  const planning = useRun((run) => {
    if (run.id !== last.said?.run?.id || run.version !== last.said?.run?.version) last.reload();
  });
  useLive(["plans"], last.reload);
  useEffect(() => {
    if (last.said?.run?.state === "RUNNING") planning.follow(last.said.run);
  }, [last.said]);

  const run = last.said?.run;
  const ready = run && run.state !== "RUNNING" && run.state !== "FAILED" && run.state !== "REFUSED";
  const lines = useAsked(
    async () => {
      if (!ready) return null;
      const path = `/plan-runs/${run.id}`;
      const both = [readAll(`${path}/proposals`, "proposals"), readAll(`${path}/difference`, "differences")];
      const [found = [], differences = []] = await Promise.all(both);
      return { lines: found, differences };
    },
    [run?.id, ready],
  );
  const names = new Map((around.said?.houses ?? []).map((one) => [one.id, one.code_name]));
  const running = planning.run?.state === "RUNNING" ? planning.run : null;

  return html`
    <section class="broad plan">
      <h1 tabindex="-1">${t("plan")}</h1>
      <${Problem} t=${t} problem=${last.problem || lines.problem || around.problem || planning.problem} />
      ${last.said === null && !last.problem && html`<p>${t("loading")}</p>`}
      ${last.said !== null && !run && !running && html`<p>${t("planNoneYet")}</p>`}
      ${run && !running && html`<${RunHead} run=${run} lines=${lines.said?.lines ?? null} frame=${frame} />`}
      ${run?.failure && !running && html`<p class="problem"><${Word} word=${run.failure} of="planfailure" t=${t} /></p>`}
      ${running
        ? html`<${Progress} run=${running} frame=${frame} />`
        : last.said !== null &&
          html`<p><button type="button" onClick=${() => planning.start("/plan-runs")}>${t("planAgain")}</button></p>`}
      ${ready && !running && html`<${Tiers} run=${run} frame=${frame} />`}
      <div class="beside">
        ${ready && !running && lines.said
          ? html`
              <${PlanLines}
                key=${run.id}
                lines=${lines.said.lines}
                differences=${lines.said.differences}
                names=${names}
                decided=${lines.reload}
                frame=${frame}
              />
            `
          : html`<p>${ready && !running && !lines.problem ? t("loading") : ""}</p>`}
        ${around.said &&
        html`
          <${WhatIf}
            houses=${around.said.houses}
            rules=${around.said.rules}
            lines=${lines.said?.lines ?? []}
            names=${names}
            frame=${frame}
          />
        `}
      </div>
    </section>
  `;
}
