// @ts-check
// Organisations outside ROSA: nobody can work for one before somebody has called it back.

import { useAct } from "../acts.js";
import { Select } from "../chooser.js";
import { wordsOf } from "../fields.js";
import { html } from "../html.js";
import { Field, Form, Moment, Word } from "../parts.js";
import { Part, Unfold } from "../partner/unfold.js";
import { Table } from "../table.js";

/**
 * @param {{frame: import("../app.js").Frame, organisations: any[], reload: () => Promise<unknown>}} given
 */
export function Organisations({ frame, organisations, reload }) {
  const { t } = frame;
  const { act, problem } = useAct(frame, reload);
  return html`
    <${Part} name="organisations" title=${t("organisations")} problem=${problem} t=${t}>
      ${organisations.length > 0 &&
      html`<${Table}
        name="organisation-table"
        caption=${t("whoWorksOutside")}
        head=${[t("codeName"), t("kind"), t("verified")]}
        rows=${organisations.map((one) => ({
          key: one.id,
          cells: [
            one.code_name,
            html`<${Word} word=${one.kind} of="referrer" t=${t} />`,
            one.verified_at
              ? html`<${Moment} at=${one.verified_at} frame=${frame} />`
              : html`<button
                  type="button"
                  aria-label=${`${t("calledBack")}: ${one.code_name}`}
                  onClick=${() => act("organisationVerified", "POST", `/organisations/${one.id}/verify`)}
                >
                  ${t("calledBack")}
                </button>`,
          ],
        }))}
      />`}
      <${Unfold} title=${t("organisationAdd")}>
        <${Form}
          label=${t("organisationSend")}
          send=${async (/** @type {Record<string, string>} */ typed) => {
            const sent = { code_name: typed.code_name, kind: typed.organisation_kind };
            await act("organisationMade", "POST", "/organisations", sent);
          }}
        >
          <${Field} name="code_name" label=${t("codeName")} hint=${t("codeNameHint")} pattern="[A-ZÆØÅ0-9][A-ZÆØÅ0-9\\-]*" maxlength=${24} />
          <${Select} t=${t} name="organisation_kind" label=${t("kind")} of="referrer" words=${wordsOf("referrer")} empty=${t("chooseOne")} required />
        <//>
      <//>
    <//>
  `;
}
