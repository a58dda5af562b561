// @ts-check
// Nothing has changed: the one press that keeps a house's free units in tonight's search.

import { useAct } from "../acts.js";
import { html } from "../html.js";
import { Moment, Problem } from "../parts.js";

/**
 * @param {{line: {id: string, vacancy_confirmed_at: string | null}, frame: import("../app.js").Frame,
 *   reload: () => Promise<unknown>}} given
 */
export function Vacancy({ line, frame, reload }) {
  const { t } = frame;
  const { act, problem } = useAct(frame, reload);
  return html`
    <section class="confirm" aria-labelledby="vacancy">
      <div>
        <h2 id="vacancy">${t("vacancy")}</h2>
        <p>
          ${line.vacancy_confirmed_at
            ? html`${t("lastConfirmed")} <${Moment} at=${line.vacancy_confirmed_at} frame=${frame} />`
            : t("neverConfirmed")}
        </p>
      </div>
      <button
        type="button"
        class="first"
        onClick=${() => act("vacancyConfirmed", "POST", `/shelters/${line.id}/vacancy`, { how: "STAFF" })}
      >
        ${t("nothingChanged")}
      </button>
      <${Problem} t=${t} problem=${problem} />
    </section>
  `;
}
