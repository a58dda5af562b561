// @ts-check
// One stay: its days on one line, and each act in a part of its own. What this role may not know has no
// part here.

import { useAsked } from "../asking.js";
import { Day } from "../fields.js";
import { html } from "../html.js";
import { Problem, Word } from "../parts.js";
import { Section } from "../section.js";
import { Who } from "../house/who.js";
import { Actions, Group } from "../stay/around.js";
import { Lists, Outdoors, Reviews } from "../stay/care.js";
import { NextStep } from "../stay/cards.js";
import { Coming, TakeOver } from "../stay/coming.js";
import { AddressBlock, Compromise, Thread } from "../stay/danger.js";
import { Leaving, Municipality, Visits } from "../stay/leaving.js";
import { StayLimit } from "../stay/limit.js";
import { Expenses } from "../stay/money.js";
import { Move } from "../stay/move.js";
import { CaseTasks, Steps } from "../stay/past.js";
import { readStay } from "../stay/reading.js";
import { Timeline } from "../stay/timeline.js";

const ROSA = ["COORDINATOR", "ON_CALL"];
const INSIDE = ["COORDINATOR", "SHELTER"];
const LEADS = ["COORDINATOR"];
const ALL = [...ROSA, "SHELTER"];

/**
 * The parts in their order, for whom each is, and whether it makes sense of a stay that is over.
 * @type {readonly {title: string, part: any, roles: readonly string[], over?: boolean, more?: object}[]}
 */
const PARTS = [
  { title: "stayTasks", part: CaseTasks, roles: ROSA, over: true },
  { title: "nextStep", part: NextStep, roles: ALL },
  { title: "stayLimit", part: StayLimit, roles: INSIDE },
  { title: "listsOfStay", part: Lists, roles: INSIDE, more: { lists: ["ARRIVAL_KIT", "FIRST_DAYS"] } },
  { title: "reviews", part: Reviews, roles: INSIDE },
  { title: "outdoors", part: Outdoors, roles: INSIDE },
  { title: "visits", part: Visits, roles: INSIDE },
  { title: "followUp", part: Actions, roles: ROSA, over: true },
  { title: "group", part: Group, roles: ROSA, over: true },
  { title: "expenses", part: Expenses, roles: ROSA, over: true },
  { title: "move", part: Move, roles: ROSA },
  { title: "compromise", part: Compromise, roles: LEADS },
  { title: "addressBlock", part: AddressBlock, roles: LEADS, over: true },
  { title: "questions", part: Thread, roles: LEADS },
  { title: "leaving", part: Leaving, roles: INSIDE },
  { title: "municipality", part: Municipality, roles: LEADS, over: true },
  { title: "steps", part: Steps, roles: ROSA, over: true },
];

/**
 * @param {{frame: import("../app.js").Frame, session: import("../app.js").Session,
 *   given: {id: string}}} given
 */
export function Stay({ frame, session, given }) {
  const { t } = frame;
  const { role } = session;
  const { said: stay, problem, reload } = useAsked(() => readStay(given.id, role), [given.id, role]);
  if (!stay) {
    return html`
      <h1 tabindex="-1">${t("stay")}</h1>
      <${Problem} t=${t} problem=${problem} />
      ${!problem && html`<p>${t("loading")}</p>`}
    `;
  }
  const { placement, her } = stay;
  const passed = { stay, frame, role, reload };
  const lives = placement.state === "ACCEPTED" || placement.state === "ARRIVED";
  const parts = PARTS.filter((one) => one.roles.includes(role) && (lives || one.over));
  return html`
    <div class="broad stay">
      <h1 tabindex="-1">${her ? her.code_name : t("stay")}</h1>
      <${Problem} t=${t} problem=${problem} />
      <p class="lead">
        <strong><${Word} word=${placement.state} of="place" t=${t} /></strong>${placement.code_name &&
        html`, ${placement.code_name}`}${her?.level && html`, ${her.level}`}:${" "}
        <${Day} on=${placement.nights.first} frame=${frame} /> – <${Day} on=${placement.nights.to} frame=${frame} />
      </p>
      ${role === "SHELTER" && html`<${Who} brief=${placement.brief ?? null} frame=${frame} />`}
      ${placement.state === "ACCEPTED" && stay.stands && html`<${Coming} ...${passed} />`}
      ${stay.stands
        ? html`
            <${Timeline} stay=${stay} frame=${frame} />
            <div class="parts">
              ${parts.map(
                ({ title, part: Part, more }) => html`
                  <${Section} key=${title} title=${t(title)}><${Part} ...${passed} ...${more} /><//>
                `,
              )}
            </div>
          `
        : html`<${TakeOver} ...${passed} />`}
    </div>
  `;
}
