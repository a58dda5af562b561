// @ts-check
// More of the threat picture, with the worker's own level: a reply that nobody gives again stands as it was.

import { worded } from "../texts.js";
import { Radios, Select } from "../chooser.js";
import { html, useState } from "../html.js";
import { Rows } from "./rows.js";

const QUESTIONS = ["Q01", "Q02", "Q03", "Q04", "Q05", "Q06", "Q07", "Q08", "Q09", "Q10", "Q11", "Q12"];
const FEARS = ["NOT", "LITTLE", "VERY", "FOR_MY_LIFE", "UNKNOWN"];
const ANSWERS = ["YES", "NO", "UNKNOWN"];
const LEVELS = ["T1", "T2", "T3", "T4", "UNKNOWN"];
const INSTRUMENTS = ["DASH", "SARA", "B_SAFER", "PATRIARK", "DANGER_ASSESSMENT", "VIOGEN", "OTHER"];
const BANDS = ["LOW", "MODERATE", "HIGH", "EXTREME"];

/** @param {import("./rows.js").Part} given */
export function ThreatReplies({ frame, save }) {
  const { t } = frame;
  const [replies, setReplies] = useState(/** @type {Record<string, string>} */ ({}));
  const [last, setLast] = useState("");
  const [source, setSource] = useState("HERSELF");
  const [level, setLevel] = useState("");
  const [bands, setBands] = useState(/** @type {any[]} */ ([]));
  const given = Object.entries(replies).filter(([, reply]) => reply !== "");

  async function send() {
    const body = {
      level,
      answers: given.map(([question, reply]) => ({
        question,
        reply,
        source: source || "HERSELF",
        ...(question === "Q04" && last && { last_on: last }),
      })),
      instruments: bands
        .filter((one) => one.instrument && one.band)
        .map((one) => ({ instrument: one.instrument, band: one.band, ...(one.done_on && { done_on: one.done_on }) })),
    };
    if (await save("POST", "threat", body)) {
      setReplies({});
      setBands([]);
    }
  }

  return html`
    <p class="hint">${t("repliesHint")}</p>
    <div class="columns">
      ${QUESTIONS.map(
        (q) => html`
          <${Select}
            key=${q}
            name=${`reply-${q}`}
            label=${worded(t, "question", q)}
            of=${q === "Q01" ? "fear" : "answer"}
            words=${q === "Q01" ? FEARS : ANSWERS}
            value=${replies[q] ?? ""}
            empty=${t("asBefore")}
            choose=${(/** @type {string} */ reply) => setReplies((before) => ({ ...before, [q]: reply }))}
            t=${t}
          />
        `,
      )}
      ${replies.Q04 === "YES" &&
      html`
        <div class="field">
          <label for="q04-last">${t("searchedLast")}</label>
          <input id="q04-last" type="date" autocomplete="off" value=${last} onInput=${(/** @type {any} */ e) => setLast(e.currentTarget.value)} />
        </div>
      `}
      <${Select} name="reply-source" label=${t("whoSaysSo")} of="source" words=${["HERSELF", "POLICE", "REFERRER", "SHELTER", "OTHER"]} value=${source} choose=${setSource} t=${t} />
    </div>
    <h3>${t("instruments")}</h3>
    <${Rows}
      rows=${bands}
      set=${setBands}
      empty=${{ instrument: "", band: "", done_on: "" }}
      most=${10}
      name="band"
      frame=${frame}
      show=${(/** @type {any} */ row, /** @type {any} */ put, /** @type {string} */ id) => html`
        <${Select} name=${`${id}-which`} label=${t("instrument")} of="instrument" words=${INSTRUMENTS} value=${row.instrument} empty=${t("choose")} choose=${(/** @type {string} */ v) => put({ instrument: v })} t=${t} />
        <${Select} name=${`${id}-found`} label=${t("instrumentBand")} of="riskband" words=${BANDS} value=${row.band} empty=${t("choose")} choose=${(/** @type {string} */ v) => put({ band: v })} t=${t} />
      `}
    />
    <${Radios} name="form-level" label=${t("levelLabel")} hint=${t("judgeFirst")} of="level" words=${LEVELS} value=${level} choose=${setLevel} t=${t} />
    <p><button type="button" class="first" disabled=${!level} onClick=${send}>${t("setLevel")}</button></p>
  `;
}
