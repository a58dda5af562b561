// @ts-check
// Who lives here: what is still to be done in her first days, and that she left.

import { useAct } from "../acts.js";
import { readIfThere, useAsked } from "../asking.js";
import { Select } from "../chooser.js";
import { worded } from "../texts.js";
import { Day, DayField, wordsOf } from "../fields.js";
import { html, useState } from "../html.js";
import { Form, Moment, Problem, Word } from "../parts.js";
import { doors } from "./reading.js";
import { Who } from "./who.js";

/** @typedef {{own: import("./reading.js").Own, frame: import("../app.js").Frame, reload: () => Promise<void>}} Given */
/** @typedef {{listing: string, item: string, due_at: string, done_at: string | null}} Item */

/** @param {Given} given */
export function Residents({ own, frame, reload }) {
  const { t } = frame;
  return html`
    <section aria-labelledby="residents">
      <h2 id="residents">${t("residents")}</h2>
      ${own.leaves.map(
        (by) => html`<p key=${by}>${t("somebodyLeaves")} <${Moment} at=${by} frame=${frame} /></p>`,
      )}
      ${own.residents.length === 0 && html`<p>${t("residentsNone")}</p>`}
      <ul class="cards">
        ${own.residents.map(
          (one) =>
            html`<${Resident} key=${one.id} one=${one} own=${own} frame=${frame} reload=${reload} />`,
        )}
      </ul>
    </section>
  `;
}

/** @param {Given & {one: import("./reading.js").Placement}} given */
function Resident({ one, own, frame, reload }) {
  const { t } = frame;
  const [leaving, setLeaving] = useState(false);
  const { act, problem } = useAct(frame, reload);
  const room = `${t("room")} ${doors(one.units, own.beds)}`;

  /** @param {Record<string, string>} typed */
  async function left(typed) {
    await act("sheHasLeft", "POST", `/placements/${one.id}/end`, typed, one.version);
  }

  return html`
    <li class="card">
      <h3>${room}</h3>
      <button type="button" class="link" onClick=${() => frame.go("stay", { id: one.id })}>
        ${t("stay")}, ${room}
      </button>
      <p>${t("livesUntil")} <${Day} on=${one.nights.to} frame=${frame} /></p>
      <${Who} brief=${one.brief} frame=${frame} />
      <${Checklist} placement=${one.id} frame=${frame} />
      <${Problem} t=${t} problem=${problem} />
      ${leaving
        ? html`
            <${Form} send=${left} label=${t("recordLeaving")}>
              <${DayField}
                id=${`away-${one.id}`}
                name="first_night_away"
                label=${t("firstNightAway")}
                value=${own.night}
                min=${one.nights.first}
              />
              <${Select} id=${`to-${one.id}`} name="departure" label=${t("wentTo")} of="departure" words=${wordsOf("departure")} empty=${t("choose")} required t=${t} />
              <${Select}
                id=${`region-${one.id}`}
                name="destination"
                label=${t("wentWhere")}
                of="destination" words=${wordsOf("destination")} empty=${t("choose")} required
                value="NOT_SAID"
                t=${t}
              />
            <//>
            <p><button type="button" class="link" onClick=${() => setLeaving(false)}>${t("back")}</button></p>
          `
        : html`<button type="button" aria-label=${`${t("hasLeft")}: ${room}`} onClick=${() => setLeaving(true)}>
            ${t("hasLeft")}
          </button>`}
    </li>
  `;
}

/** @param {{placement: string, frame: import("../app.js").Frame}} given */
function Checklist({ placement, frame }) {
  const { t } = frame;
  const path = `/placements/${placement}/checklists`;
  const { said, problem, reload } = useAsked(() => readIfThere(path), [path]);
  const { act, problem: refused } = useAct(frame, reload);
  /** @type {Item[]} */
  const open = (said?.items ?? []).filter((/** @type {Item} */ item) => !item.done_at);
  return html`
    <${Problem} t=${t} problem=${problem || refused} />
    ${open.length > 0 &&
    html`
      <h4>${t("stillToDo")}</h4>
      <ul class="lines">
        ${open.map(
          (item) => html`
            <li key=${`${item.listing} ${item.item}`}>
              <span><${Word} word=${item.item} of="item" t=${t} /></span>
              <span class="hint">${t("until")} <${Moment} at=${item.due_at} frame=${frame} /></span>
              <button
                type="button"
                aria-label=${`${t("tick")}: ${worded(t, "item", item.item)}`}
                onClick=${() => act("ticked", "POST", `${path}/done`, { listing: item.listing, item: item.item })}
              >
                ${t("tick")}
              </button>
            </li>
          `,
        )}
      </ul>
    `}
  `;
}
