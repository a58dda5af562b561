// @ts-check
// What is done for her in the house: lists, reviews on their days, how she moves about outside.

import { useAct } from "../acts.js";
import { read, readIfThere, useAsked } from "../asking.js";
import { Select } from "../chooser.js";
import { worded } from "../texts.js";
import { Day, Lines, wordsOf } from "../fields.js";
import { html } from "../html.js";
import { Moment, Problem, Word } from "../parts.js";
import { Opens } from "../section.js";

/** @param {import("./reading.js").Given & {lists: readonly string[]}} given */
export function Lists({ stay, frame, lists }) {
  const { t } = frame;
  const path = `/placements/${stay.placement.id}/checklists`;
  const { said, problem, reload } = useAsked(() => read(path), [path]);
  const { act, problem: refused } = useAct(frame, reload);
  if (!said) return html`<${Problem} t=${t} problem=${problem} />`;
  const shown = said.items.filter((/** @type {any} */ one) => lists.includes(one.listing));
  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    ${shown.length === 0 && html`<p>${t("listsNone")}</p>`}
    ${lists.map((listing) => {
      const items = shown.filter((/** @type {any} */ one) => one.listing === listing);
      return (
        items.length > 0 &&
        html`
          <h3><${Word} word=${listing} of="listing" t=${t} /></h3>
          <ul class="lines">
            ${items.map(
              (/** @type {any} */ one) => html`
                <li key=${one.item}>
                  <span><${Word} word=${one.item} of="item" t=${t} /></span>
                  <span class="hint">
                    ${one.done_at
                      ? html`${t("isDone")} <${Moment} at=${one.done_at} frame=${frame} />`
                      : html`${t("until")} <${Moment} at=${one.due_at} frame=${frame} />`}
                  </span>
                  ${!one.done_at &&
                  html`<button
                    type="button"
                    aria-label=${`${t("tick")}: ${worded(t, "item", one.item)}`}
                    onClick=${() => act("ticked", "POST", `${path}/done`, { listing, item: one.item })}
                  >
                    ${t("tick")}
                  </button>`}
                </li>
              `,
            )}
          </ul>
        `
      );
    })}
  `;
}

/** @param {import("./reading.js").Given} given */
export function Reviews({ stay, frame, reload }) {
  const { t } = frame;
  const { act, problem } = useAct(frame, reload);
  const path = `/placements/${stay.placement.id}/reviews`;
  return html`
    <${Problem} t=${t} problem=${problem} />
    ${stay.reviews.length === 0 && html`<p>${t("reviewsNone")}</p>`}
    <ul class="lines">
      ${stay.reviews.map(
        (one) => html`
          <li key=${one.id}>
            <span>${t("dayOfStay")} ${one.day}</span>
            <span class="hint">
              ${one.found
                ? html`<${Word} word=${one.found} of="found" t=${t} />`
                : html`${t("until")} <${Moment} at=${one.due_at} frame=${frame} />`}
              ${one.overdue && html` <strong class="late">${t("overdue")}</strong>`}
            </span>
            ${!one.found &&
            html`
              <${Opens} label=${`${t("reviewDone")} (${one.day})`} t=${t} send=${(/** @type {any} */ typed) => act("reviewKept", "POST", path, { day: one.day, found: typed.found })}>
                <${Select} name="found" id=${`found-${one.day}`} label=${t("whatFound")} of="found" words=${wordsOf("found")} empty=${t("choose")} required t=${t} />
              <//>
            `}
          </li>
        `,
      )}
    </ul>
  `;
}

/** @param {import("./reading.js").Given} given */
export function Outdoors({ stay, frame }) {
  const { t } = frame;
  const path = `/placements/${stay.placement.id}/outdoors`;
  const { said, problem, reload } = useAsked(async () => ({ plan: await readIfThere(path) }), [path]);
  const { act, problem: refused } = useAct(frame, reload);
  if (!said) return html`<${Problem} t=${t} problem=${problem} />`;
  const { plan } = said;
  const answers = wordsOf("answer");

  /** @param {Record<string, string>} typed */
  async function agree({ alone, escort, alarm, agreed_with_her, in_her_words, ...boxes }) {
    const rules = wordsOf("outdoor").filter((rule) => rule in boxes);
    const body = { alone, escort, alarm, agreed_with_her, in_her_words, rules };
    return act("outdoorsKept", "PUT", path, body);
  }

  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    ${plan
      ? html`
          <dl>
            <dt>${t("goesAlone")}</dt>
            <dd><${Word} word=${plan.alone} of="answer" t=${t} /></dd>
            <dt>${t("escort")}</dt>
            <dd><${Word} word=${plan.escort} of="escort" t=${t} /></dd>
            <dt>${t("carriesAlarm")}</dt>
            <dd><${Word} word=${plan.alarm} of="answer" t=${t} /></dd>
            <dt>${t("herRules")}</dt>
            <dd>${plan.rules.map((/** @type {string} */ rule, /** @type {number} */ at) => html`${at > 0 && "; "}<${Word} word=${rule} of="outdoor" t=${t} />`)}</dd>
            ${plan.in_her_words && html`<dt>${t("inHerWords")}</dt><dd class="said">${plan.in_her_words}</dd>`}
            <dt>${t("stands")}</dt>
            <dd>${plan.settled ? t("settled") : t("notSettled")}; ${t("lookAgainOn")} <${Day} on=${plan.review_on} frame=${frame} /></dd>
          </dl>
        `
      : html`<p>${t("outdoorsNone")}</p>`}
    <${Opens} label=${t("agreeOutdoors")} t=${t} send=${agree}>
      <${Select} name="alone" label=${t("goesAlone")} of="answer" words=${answers} value=${plan?.alone ?? "UNKNOWN"} empty=${t("choose")} required t=${t} />
      <${Select} name="escort" label=${t("escort")} of="escort" words=${wordsOf("escort")} value=${plan?.escort ?? "UNKNOWN"} empty=${t("choose")} required t=${t} />
      <${Select} name="alarm" label=${t("carriesAlarm")} of="answer" words=${answers} value=${plan?.alarm ?? "UNKNOWN"} empty=${t("choose")} required t=${t} />
      <fieldset>
        <legend>${t("herRules")}</legend>
        ${wordsOf("outdoor").map(
          (rule) => html`
            <label class="box" key=${rule}>
              <input type="checkbox" name=${rule} autocomplete="off" defaultChecked=${plan?.rules.includes(rule)} />
              <${Word} word=${rule} of="outdoor" t=${t} />
            </label>
          `,
        )}
      </fieldset>
      <${Lines} id="her-words" name="in_her_words" label=${t("inHerWords")} hint=${t("noNames")} longest=${280} required=${false} />
      <${Select} name="agreed_with_her" label=${t("sheAgreesToIt")} of="answer" words=${answers} value=${plan?.agreed_with_her ?? "UNKNOWN"} empty=${t("choose")} required t=${t} />
    <//>
  `;
}
