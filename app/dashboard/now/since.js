// @ts-check
// What came about while somebody was away: acute placements to look at again, then the others.

import { call } from "../api.js";
import { read, readAll } from "../asking.js";
import { html, useState } from "../html.js";
import { Moment, Problem, Word, problemText } from "../parts.js";
import { Age, Part } from "./part.js";

/** @typedef {import("../app.js").Frame} Frame */

/**
 * `learn` is told when she was last here, so that others can say what is new.
 * @param {{frame: Frame, reviews: boolean, learn: (at: string | null) => void}} given
 */
export function Since({ frame, reviews, learn }) {
  const { t } = frame;
  const nouns = reviews ? ["placements", "vacancies"] : ["placements"];
  return html`<${Part}
    t=${t}
    name="sinceYouLeft"
    nouns=${nouns}
    ask=${async () => {
      const [told, said, houses] = await Promise.all([
        read("/since-last"),
        reviews ? readAll("/vacancy-reviews", "confirmations") : [],
        reviews ? readAll("/shelters", "shelters") : [],
      ]);
      learn(told.since);
      return { ...told, said, names: new Map(houses.map((one) => [one.id, one.code_name])) };
    }}
    show=${(/** @type {any} */ told, /** @type {() => Promise<void>} */ reload) => html`
      <p class="faint">
        ${told.since ? html`${t("lastHere")} <${Moment} at=${told.since} frame=${frame} />` : t("lastDay")}
      </p>
      ${told.placements.length === 0
        ? html`<p>${t("noneSince")}</p>`
        : html`<ul class="lines">
            ${told.placements.map(
              (/** @type {any} */ one) => html`
                <li key=${one.placement}>
                  <button type="button" class="link" onClick=${() => frame.go("stay", { id: one.placement })}>${one.code_name}</button>
                  ${one.acute && html` <span class="new">${t("acute")}</span>`}
                  ${" "}<${Word} word=${one.state} of="state" t=${t} />, <${Age} at=${one.made_at} t=${t} />
                </li>
              `,
            )}
          </ul>`}
      ${told.said.length > 0 && html`<${Reviews} frame=${frame} told=${told} reload=${reload} />`}
    `}
  />`;
}

/** @param {{frame: Frame, told: any, reload: () => Promise<void>}} given */
function Reviews({ frame, told, reload }) {
  const { t } = frame;
  const [problem, setProblem] = useState("");

  /**
   * @param {string} id
   * @param {"YES" | "NO"} agreed
   */
  async function review(id, agreed) {
    const answer = await call("POST", `/vacancy-reviews/${id}`, { agreed });
    setProblem(answer.ok ? "" : problemText(answer));
    if (answer.ok) frame.say("reviewed");
    await reload();
  }

  return html`
    <h3>${t("saidByTelephone")}</h3>
    <${Problem} t=${t} problem=${problem} />
    <ul class="lines">
      ${told.said.map(
        (/** @type {any} */ one) => html`
          <li key=${one.id}>
            ${told.names.get(one.shelter) ?? t("answer.UNKNOWN")}, <${Age} at=${one.confirmed_at} t=${t} />
            <span class="acts">
              ${["YES", "NO"].map(
                (word) => html`
                  <button
                    key=${word}
                    type="button"
                    class="small"
                    aria-label=${`${t(word === "YES" ? "wasSo" : "wasNotSo")}: ${told.names.get(one.shelter) ?? ""}`}
                    onClick=${() => review(one.id, /** @type {"YES" | "NO"} */ (word))}
                  >
                    ${t(word === "YES" ? "wasSo" : "wasNotSo")}
                  </button>
                `,
              )}
            </span>
          </li>
        `,
      )}
    </ul>
  `;
}
