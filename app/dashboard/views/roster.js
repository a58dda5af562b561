// @ts-check
// The roster: who is on duty now, and from when to when by day; adding and taking back.

import { useAct } from "../acts.js";
import { readAll, useAsked } from "../asking.js";
import { Select } from "../chooser.js";
import { Day } from "../fields.js";
import { html } from "../html.js";
import { Contacts } from "../office/contacts.js";
import { osloDay, osloHour, osloInstant } from "../office/roster_time.js";
import { Field, Form, Moment, Problem, Word } from "../parts.js";
import { Part, Unfold } from "../partner/unfold.js";

const POSTS = Object.freeze(["COORDINATOR", "DUTY_MANAGER", "POLICE", "PARTNER_ORGANISATION"]);

/**
 * @typedef {import("../app.js").Frame} Frame
 * @param {{frame: Frame, session: import("../app.js").Session}} given
 */
export function Roster({ frame, session }) {
  const { t } = frame;
  const { said: spans, problem, reload } = useAsked(() => readAll("/duty-spans", "spans"), []);
  const { act, problem: refused } = useAct(frame, reload);
  const admin = session.role === "ADMIN";
  const people = useAsked(async () => (admin ? readAll("/accounts", "accounts") : []), [admin]);
  const sorted = [...(spans ?? [])].sort((a, b) => a.starts_at.localeCompare(b.starts_at));
  const now = new Date().toISOString();
  const here = sorted.filter((one) => one.starts_at <= now && now < one.ends_at);
  const names = [...new Set([...sorted, ...(people.said ?? [])].map((one) => one.handle))].sort();
  const days = [...new Set(sorted.map((one) => osloDay(one.starts_at)))];

  /** @param {Record<string, string>} typed */
  async function add(typed) {
    const sent = {
      handle: typed.who,
      post: typed.post,
      starts_at: osloInstant(typed.starts ?? ""),
      ends_at: osloInstant(typed.ends ?? ""),
    };
    await act("rosterAdded", "POST", "/duty-spans", sent);
  }

  return html`
    <h1 tabindex="-1">${t("roster")}</h1>
    <${Problem} t=${t} problem=${refused || problem || people.problem} />
    ${spans &&
    html`
      <${Part} name="on-now" title=${t("onNow")} t=${t}>
        ${here.length === 0
          ? html`<p class="problem">${t("nobodyOn")}</p>`
          : html`<ul class="plain on-now">
              ${here.map(
                (one) => html`<li key=${one.id}>
                  <strong>${one.handle}</strong> · <${Word} word=${one.post} of="post" t=${t} /> · ${t("lastsUntil")}${" "}
                  <${Moment} at=${one.ends_at} frame=${frame} />
                </li>`,
              )}
            </ul>`}
      <//>
      <${Unfold} title=${t("rosterAdd")}>
        <${Form} label=${t("rosterSend")} send=${add}>
          <${Field} name="who" label=${t("workName")} hint=${t("rosterWho")} list="names" />
          <datalist id="names">${names.map((one) => html`<option key=${one} value=${one}></option>`)}</datalist>
          <${Select} t=${t} name="post" label=${t("post")} of="post" words=${POSTS} value="COORDINATOR" required />
          <${Field} name="starts" label=${t("starts")} hint=${t("osloTime")} type="datetime-local" />
          <${Field} name="ends" label=${t("ends")} hint=${t("osloTime")} type="datetime-local" />
        <//>
      <//>
      ${days.map(
        (day) => html`
          <${Part} key=${day} name=${`day-${day}`} title=${html`<${Day} on=${day} frame=${frame} />`} t=${t}>
            <ul class="plain">
              ${sorted
                .filter((one) => osloDay(one.starts_at) === day)
                .map(
                  (one) => html`
                    <li key=${one.id} class="span">
                      <span><strong>${one.handle}</strong> · <${Word} word=${one.post} of="post" t=${t} /></span>
                      <${Hours} one=${one} frame=${frame} />
                      <button
                        type="button"
                        aria-label=${`${t("takeBack")}: ${one.handle}`}
                        onClick=${() => act("rosterTaken", "DELETE", `/duty-spans/${one.id}`)}
                      >
                        ${t("takeBack")}
                      </button>
                    </li>
                  `,
                )}
            </ul>
          <//>
        `,
      )}
    `}
    ${admin && html`<${Contacts} frame=${frame} people=${people.said ?? []} />`}
  `;
}

/** From when to when; the day as well where it is another one. @param {{one: any, frame: Frame}} given */
function Hours({ one, frame }) {
  const ends = osloDay(one.ends_at);
  return html`<span>
    <time datetime=${one.starts_at}>${osloHour(one.starts_at)}</time> –${" "}
    <time datetime=${one.ends_at}>
      ${ends === osloDay(one.starts_at) ? "" : html`<${Day} on=${ends} frame=${frame} />${" "}`}${osloHour(one.ends_at)}
    </time>
  </span>`;
}
