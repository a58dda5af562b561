// @ts-check
// A house's own page: nothing has changed, what is asked, who arrives, who lives here. Itself alone.

import { read, useAsked } from "../asking.js";
import { Arrivals } from "../house/arrivals.js";
import { Beds } from "../house/beds.js";
import { ShiftNotes } from "../house/notes.js";
import { Offers } from "../house/offers.js";
import { Questions } from "../house/questions.js";
import { readOwn } from "../house/reading.js";
import { Residents } from "../house/residents.js";
import { Security } from "../house/security.js";
import { Vacancy } from "../house/vacancy.js";
import { html } from "../html.js";
import { useLive } from "../live.js";
import { Problem } from "../parts.js";

/** @param {{frame: import("../app.js").Frame}} given */
export function House({ frame }) {
  const { t } = frame;
  const { said, problem, reload } = useAsked(() => read("/shelters"), []);
  const line = said?.shelters[0];
  return html`
    <div class="broad">
      <h1 tabindex="-1">${line ? line.code_name : t("house")}</h1>
      <${Problem} t=${t} problem=${problem} />
      ${line
        ? html`
            <${Vacancy} line=${line} frame=${frame} reload=${reload} />
            <${Inside} key=${line.id} shelter=${line.id} frame=${frame} />
          `
        : html`<p>${problem ? "" : said ? t("residentsNone") : t("loading")}</p>`}
    </div>
  `;
}

/** @param {{shelter: string, frame: import("../app.js").Frame}} given */
function Inside({ shelter, frame }) {
  const { t } = frame;
  const { said: own, problem, reload } = useAsked(() => readOwn(shelter), [shelter]);
  const isLive = useLive(["offers", "placements", "transfers", "vacancies"], reload);
  const given = { own, frame, reload };
  return html`
    <${Problem} t=${t} problem=${problem} />
    ${own
      ? html`
          ${own.profile.status !== "OPEN" && html`<p class="problem">${t("takesNobody")}</p>`}
          <div class="two">
            <div>
              <${Offers} ...${given} />
              <${Arrivals} ...${given} />
              <${Residents} ...${given} />
            </div>
            <div>
              <${Beds} ...${given} />
              <${ShiftNotes} shelter=${shelter} frame=${frame} />
              <${Security} features=${own.profile.features} frame=${frame} />
              <section aria-labelledby="questions">
                <h2 id="questions">${t("questions")}</h2>
                <${Questions} shelter=${shelter} frame=${frame} label=${t("askCoordinators")} />
              </section>
            </div>
          </div>
          <p>
            ${!isLive && html`<span class="hint">${t("houseNotLive")} </span>`}
            <button type="button" class="link" onClick=${reload}>${t("refresh")}</button>
          </p>
        `
      : html`<p>${problem ? "" : t("loading")}</p>`}
  `;
}
