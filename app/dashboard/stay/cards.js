// @ts-check
// What she is told next, in her language, and that she was told.

import { useAct } from "../acts.js";
import { read, useAsked } from "../asking.js";
import { Select } from "../chooser.js";
import { languageName, wordsOf } from "../fields.js";
import { html } from "../html.js";
import { Moment, Problem, Word } from "../parts.js";
import { Opens } from "../section.js";

/** @param {import("./reading.js").Given} given */
export function NextStep({ stay, frame, role, reload }) {
  const { t, language } = frame;
  const house = role === "SHELTER";
  const path = house ? `/placements/${stay.placement.id}/cards` : `/referrals/${stay.her?.id}/cards`;
  const { said, problem, reload: again } = useAsked(() => read(path), [path]);
  const { act, problem: refused } = useAct(frame, async () => {
    await again();
    await reload();
  });
  if (!said) return html`<${Problem} t=${t} problem=${problem} />`;
  const ways = wordsOf("cardway").filter((way) => way !== "NONE");

  return html`
    <${Problem} t=${t} problem=${refused || problem} />
    <p>${t("sheWants")}: <${Word} word=${said.way} of="cardway" t=${t} /></p>
    ${!house &&
    html`
      <${Opens}
        label=${t("otherWay")}
        t=${t}
        send=${(/** @type {any} */ typed) => act("wayKept", "PUT", `/referrals/${stay.her?.id}/card-way`, typed, stay.her?.version)}
      >
        <${Select} name="way" id="card-way" label=${t("sheWants")} of="cardway" words=${wordsOf("cardway")} value=${said.way} empty=${t("choose")} required t=${t} />
      <//>
    `}
    ${said.cards.length === 0 && html`<p>${t("cardsNone")}</p>`}
    ${said.cards.map((/** @type {any} */ card) => {
      const due = card.tellings.find((/** @type {any} */ one) => !one.told_at);
      return html`
        <article class="hers" key=${card.id}>
          <h3><${Word} word=${card.topic} of="card" t=${t} /></h3>
          ${card.interpreter && html`<p class="late">${t("byInterpreter")}</p>`}
          <p class="said" lang=${card.language ?? undefined}>${card.text}</p>
          ${card.language !== "eng" && html`<p class="said hint" lang="en">${card.english}</p>`}
          <p class="hint">
            ${due
              ? html`${t("tellBy")} <${Moment} at=${due.due_at} frame=${frame} />`
              : t("allTold")}
          </p>
          ${due &&
          said.way !== "NONE" &&
          html`
            <${Opens}
              label=${t("wasTold")}
              t=${t}
              send=${(/** @type {any} */ typed) =>
                act("cardTold", "POST", `${path}/${card.id}/tell`, {
                  way: typed.way,
                  language: card.language ?? "und",
                  interpreter: typed.interpreter === "YES",
                })}
            >
              <p>${t("toldIn")}: ${card.language ? languageName(card.language, language) : t("notSaid")}</p>
              <${Select} name="way" id=${`tell-${card.id}`} label=${t("how")} of="cardway" words=${ways} value="READ_OUT" empty=${t("choose")} required t=${t} />
              <${Select} name="interpreter" id=${`by-${card.id}`} label=${t("withInterpreter")} of="answer" words=${["YES", "NO"]} value=${card.interpreter ? "YES" : "NO"} empty=${t("choose")} required t=${t} />
            <//>
          `}
        </article>
      `;
    })}
  `;
}
