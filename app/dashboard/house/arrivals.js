// @ts-check
// Who arrives, what to prepare, and that she is there.

import { useAct } from "../acts.js";
import { Day } from "../fields.js";
import { html } from "../html.js";
import { Moment, Problem, Word } from "../parts.js";
import { doors, whenOf } from "./reading.js";
import { Who } from "./who.js";

const A_DAY_MS = 86_400_000;
/** What is made ready before she is there; its list begins when she comes. */
const KIT = ["BED_READY", "CLOTHES", "FOOD", "SAFE_PHONE", "TOILETRIES"];

/** @typedef {{own: import("./reading.js").Own, frame: import("../app.js").Frame, reload: () => Promise<void>}} Given */

/** @param {Given} given */
export function Arrivals({ own, frame, reload }) {
  const { t } = frame;
  const until = new Date(Date.now() + A_DAY_MS).toISOString();
  const soon = own.expected.filter((one) => whenOf(one) <= until);
  const later = own.expected.filter((one) => whenOf(one) > until);
  return html`
    <section aria-labelledby="arrivals">
      <h2 id="arrivals">${t("arrivals")}</h2>
      ${soon.length === 0 && html`<p>${t("arrivalsNone")}</p>`}
      <ul class="cards">
        ${soon.map(
          (one) =>
            html`<${Expected} key=${one.key} one=${one} own=${own} frame=${frame} reload=${reload} />`,
        )}
      </ul>
      ${later.length > 0 &&
      html`
        <h3>${t("arrivesLater")}</h3>
        <ul>
          ${later.map(
            ({ key, units, first }) =>
              html`<li key=${key}>
                ${t("room")} ${doors(units, own.beds)}: <${Day} on=${first} frame=${frame} />
              </li>`,
          )}
        </ul>
      `}
    </section>
  `;
}

/** @param {Given & {one: import("./reading.js").Expected}} given */
function Expected({ one, own, frame, reload }) {
  const { t } = frame;
  const { way } = one;
  const { act, problem } = useAct(frame, reload);
  return html`
    <li class="card">
      <h3>${t("room")} ${doors(one.units, own.beds)}</h3>
      <${Who} brief=${one.brief} frame=${frame} />
      <dl>
        <dt>${t("comes")}</dt>
        <dd>
          ${way
            ? html`${t("untilAtLatest")} <${Moment} at=${way.arrive_by} frame=${frame} />${way.set_out_at &&
                html`; ${t("onHerWay")}`}`
            : html`${one.by
                ? html`${t("untilAtLatest")} <${Moment} at=${one.by} frame=${frame} />`
                : html`<${Day} on=${one.first} frame=${frame} />`}; ${t("wayNone")}`}
        </dd>
        ${way &&
        html`
          <dt>${t("metAt")}</dt>
          <dd>
            <${Word} word=${way.met_at} of="met" t=${t} />${way.met_in_name && html`, ${way.met_in_name}`},${" "}
            <${Word} word=${way.means} of="means" t=${t} />
          </dd>
          <dt>${t("escort")}</dt>
          <dd><${Word} word=${way.escort} of="escort" t=${t} /></dd>
          <dt>${t("handset")}</dt>
          <dd><${Word} word=${way.handset} of="handset" t=${t} /></dd>
          <dt>${t("ifMissing")}</dt>
          <dd><${Word} word=${way.if_missing} of="missing" t=${t} /></dd>
        `}
        <dt>${t("makeReady")}</dt>
        <dd>
          ${KIT.map((word, at) => html`${at > 0 && ", "}<${Word} word=${word} of="item" t=${t} />`)}
        </dd>
      </dl>
      <${Problem} t=${t} problem=${problem} />
      <button
        type="button"
        class="first"
        onClick=${() => act("sheIsHere", "POST", one.arrive, undefined, one.version)}
      >
        ${t("isHere")}
      </button>
    </li>
  `;
}
