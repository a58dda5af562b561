// @ts-check
// Who waits: by class, the longest first, with what nobody has asked yet.

import { read } from "../asking.js";
import { html } from "../html.js";
import { Word } from "../parts.js";
import { Table } from "../table.js";
import { Age, Part } from "./part.js";

const CLASSES = ["P1", "P2", "P3", "P4"];
const SHOWN = 3;

/** @param {{frame: import("../app.js").Frame, since: string | null}} given */
export function Waiting({ frame, since }) {
  const { t } = frame;
  return html`<${Part}
    t=${t}
    name="whoWaits"
    nouns=${["referrals", "placements", "offers"]}
    ask=${async () => (await read("/waiting")).waiting}
    count=${(/** @type {any[]} */ lines) => lines.length}
    show=${(/** @type {any[]} */ lines) =>
      lines.length === 0
        ? html`<p>${t("nobodyWaits")}</p>`
        : CLASSES.map((word) => {
            const some = lines.filter((one) => one.priority === word);
            return some.length > 0 && html`<${OfClass} key=${word} word=${word} lines=${some} frame=${frame} since=${since} />`;
          })}
  />`;
}

/** @param {{word: string, lines: any[], frame: import("../app.js").Frame, since: string | null}} given */
function OfClass({ word, lines, frame, since }) {
  const { t } = frame;
  return html`
    <div class=${`class-${word}`}>
      <${Table}
        name=${`waiting-${word}`}
        caption=${html`<${Word} word=${word} of="priority" t=${t} /> <span class="count">${lines.length}</span>`}
        head=${[t("forCase"), t("since"), t("whoIsThere"), t("state"), t("notAskedYet")]}
        rows=${lines.map((one) => ({
          key: one.referral,
          cells: [
            html`<button type="button" class="link" onClick=${() => frame.go("referral", { id: one.referral })}>
                ${one.code_name}
              </button>
              ${since && one.received_at > since && html` <span class="new">${t("isNew")}</span>`}`,
            html`<${Age} at=${one.received_at} t=${t} />`,
            people(one, t),
            html`<${Word} word=${one.state} of="state" t=${t} />${one.has_place && html` <small>(${t("placeNotSafe")})</small>`}`,
            html`<${Missing} words=${one.missing} t=${t} />`,
          ],
        }))}
      />
    </div>
  `;
}

/**
 * @param {{adults: number, children: number}} one
 * @param {(key: string) => string} t
 */
function people(one, t) {
  return one.children > 0
    ? `${one.adults} + ${one.children} ${t(one.children === 1 ? "oneChild" : "someChildren")}`
    : String(one.adults);
}

/** @param {{words: string[], t: (key: string) => string}} given */
function Missing({ words, t }) {
  if (words.length === 0) return html`<span class="faint">${t("nothingMissing")}</span>`;
  const more = words.length - SHOWN;
  return html`
    <ul class="words">
      ${words.slice(0, SHOWN).map((word) => html`<li key=${word}><${Word} word=${word} of="lacks" t=${t} /></li>`)}
      ${more > 0 && html`<li>+ ${more}</li>`}
    </ul>
  `;
}
