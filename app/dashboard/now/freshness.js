// @ts-check
// How old the word of each house is on what it has free: the oldest first, for these are called.

import { readAll } from "../asking.js";
import { html } from "../html.js";
import { Word } from "../parts.js";
import { Table } from "../table.js";
import { Age, Part } from "./part.js";

const FIRST = 8;

/** @param {{frame: import("../app.js").Frame}} given */
export function Freshness({ frame }) {
  const { t } = frame;
  return html`<${Part}
    t=${t}
    name="howFresh"
    nouns=${["vacancies"]}
    ask=${async () =>
      (await readAll("/shelters", "shelters"))
        .filter((one) => one.status !== "CLOSED")
        .sort((a, b) => (a.vacancy_confirmed_at ?? "").localeCompare(b.vacancy_confirmed_at ?? ""))}
    show=${(/** @type {any[]} */ houses) => html`
      <${Table} name="fresh-table" caption=${t("oldestFirst")} head=${[t("house"), t("inRegion"), t("saidSo")]} rows=${rows(houses.slice(0, FIRST), t)} />
      ${houses.length > FIRST &&
      html`<details>
        <summary>${t("theOthers")} (${houses.length - FIRST})</summary>
        <${Table} name="fresh-others" caption=${t("theOthers")} head=${[t("house"), t("inRegion"), t("saidSo")]} rows=${rows(houses.slice(FIRST), t)} />
      </details>`}
    `}
  />`;
}

/**
 * @param {any[]} houses
 * @param {(key: string) => string} t
 */
function rows(houses, t) {
  return houses.map((one) => ({
    key: one.id,
    cells: [
      one.code_name,
      html`<${Word} word=${one.region} of="region" t=${t} />`,
      one.vacancy_confirmed_at ? html`<${Age} at=${one.vacancy_confirmed_at} t=${t} />` : html`<strong class="late">${t("never")}</strong>`,
    ],
  }));
}
