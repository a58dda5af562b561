// @ts-check
// How she gets there: a public place to be met at, never the house; and that she has set out.

import { useAct } from "../acts.js";
import { readIfThere, useAsked } from "../asking.js";
import { worded } from "../texts.js";
import { Select } from "../chooser.js";
import { wordsOf } from "../fields.js";
import { html, useState } from "../html.js";
import { Places } from "../intake/places.js";
import { Form, Moment, Problem } from "../parts.js";

/** @param {{offer: any, frame: import("../app.js").Frame, changed: () => Promise<void> | void}} given */
export function Way({ offer, frame, changed }) {
  const { t } = frame;
  const path = `/offers/${offer.id}`;
  const { said: way, problem, reload } = useAsked(() => readIfThere(`${path}/way`), [path]);
  const { act, problem: refused } = useAct(frame, async () => {
    await reload();
    await changed();
  });
  const [place, setPlace] = useState(/** @type {import("../intake/answers.js").Place[]} */ ([]));
  const [anew, setAnew] = useState(false);

  /** @param {Record<string, string>} typed */
  async function plan({ met_at, means, escort, handset, if_missing, arrive_by = "", leaves_at = "" }) {
    const body = {
      met_at,
      met_in: place[0]?.code ?? "",
      means,
      escort: escort || "UNKNOWN",
      handset: handset || "UNKNOWN",
      if_missing: if_missing || "WAIT",
      arrive_by: new Date(arrive_by).toISOString(),
      ...(leaves_at && { leaves_at: new Date(leaves_at).toISOString() }),
    };
    if (await act("wayPlanned", "PUT", `${path}/way`, body)) setAnew(false);
  }
  const id = (/** @type {string} */ name) => `${name}-${offer.id}`;
  const select = (/** @type {string} */ name, /** @type {string} */ of, /** @type {string} */ label, required = false) =>
    html`<${Select} name=${name} id=${id(name)} label=${t(label)} of=${of} words=${wordsOf(of)} required=${required} empty=${required ? t("choose") : undefined} t=${t} />`;

  return html`
    <h4>${t("theWay")}</h4>
    <${Problem} t=${t} problem=${refused || problem} />
    ${way && !anew
      ? html`
          <dl>
            <dt>${t("metAt")}</dt>
            <dd>${worded(t, "met", way.met_at)}</dd>
            <dt>${t("byMeans")}</dt>
            <dd>${worded(t, "means", way.means)} · ${worded(t, "escort", way.escort)}</dd>
            <dt>${t("thereBy")}</dt>
            <dd><${Moment} at=${way.arrive_by} frame=${frame} /></dd>
          </dl>
          ${way.may_be_followed && html`<p class="warned">${t("phonePlan")}</p>`}
          ${way.set_out_at
            ? html`<p>${t("setOutAt")} <${Moment} at=${way.set_out_at} frame=${frame} /></p>`
            : html`
                <div class="acts">
                  <button type="button" class="first" onClick=${() => act("setOutSaid", "POST", `${path}/set-out`)}>${t("sheSetOut")}</button>
                  <button type="button" onClick=${() => setAnew(true)}>${t("planAnew")}</button>
                </div>
              `}
        `
      : html`
          <${Form} send=${plan} label=${t("planWay")}>
            <${Places} name=${id("met-in")} label=${t("metIn")} most=${1} value=${place} set=${setPlace} t=${t} />
            ${select("met_at", "met", "metAt", true)} ${select("means", "means", "byMeans", true)}
            ${select("escort", "escort", "whoGoesAlong")} ${select("handset", "handset", "herTelephone")}
            ${select("if_missing", "missing", "ifMissing")}
            <div class="field">
              <label for=${id("leaves")}>${t("leavesAt")}</label>
              <input id=${id("leaves")} name="leaves_at" type="datetime-local" autocomplete="off" />
            </div>
            <div class="field">
              <label for=${id("arrive")}>${t("thereBy")}</label>
              <input id=${id("arrive")} name="arrive_by" type="datetime-local" required autocomplete="off" />
            </div>
          <//>
        `}
  `;
}
