// @ts-check
// How often the first of several options is chosen: whether it is chosen for its place (SG12).

import { read, useAsked } from "../asking.js";
import { worded } from "../texts.js";
import { html } from "../html.js";
import { Problem } from "../parts.js";
import { Table } from "../table.js";

/** @param {{frame: import("../app.js").Frame}} given */
export function FirstTaken({ frame }) {
  const { t } = frame;
  const { said, problem } = useAsked(() => read("/choice-counts"), []);
  /** @type {any[]} */
  const counts = (said?.counts ?? []).filter((/** @type {any} */ one) => one.shown > 1);
  const sum = (/** @type {any[]} */ some) => some.reduce((all, one) => all + one.asked, 0);
  const shown = [...new Set(counts.map((one) => one.shown))].sort();
  const words = [...new Set(counts.map((one) => one.reason))];
  return html`
    <${Problem} t=${t} problem=${problem} />
    <p>${t("firstTakenWhy")}</p>
    ${said && counts.length === 0 && html`<p>${t("nothingChosen")}</p>`}
    ${counts.length > 0 &&
    html`
      <${Table}
        name="first-taken"
        caption=${t("firstTaken")}
        head=${[t("optionsShown"), t("firstChosen"), t("byChance")]}
        rows=${shown.map((many) => {
          const some = counts.filter((one) => one.shown === many);
          const first = sum(some.filter((one) => one.rank === 1));
          return { key: String(many), cells: [many, `${first} ${t("outOf")} ${sum(some)}`, `1 ${t("outOf")} ${many}`] };
        })}
      />
      <${Table}
        name="chosen-why"
        caption=${t("choiceReason")}
        head=${[t("reason"), t("firstChosen"), t("anotherChosen")]}
        rows=${words.map((reason) => {
          const some = counts.filter((one) => one.reason === reason);
          const first = sum(some.filter((one) => one.rank === 1));
          return { key: String(reason), cells: [reason ? worded(t, "choice", reason) : t("notAsked"), first, sum(some) - first] };
        })}
      />
    `}
  `;
}
