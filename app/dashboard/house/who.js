// @ts-check
// Who comes or lives here: what she agreed to tell the house, and nothing of why.

import { languageName } from "../fields.js";
import { html } from "../html.js";
import { Word } from "../parts.js";

/** @param {{brief: import("./reading.js").Brief | null, frame: import("../app.js").Frame}} given */
export function Who({ brief, frame }) {
  const { t, language } = frame;
  if (!brief) return html`<p>${t("briefNone")}</p>`;
  const ages = brief.children.map((band) => (band === "UNKNOWN" ? t("ageUnknown") : band));
  const spoken = brief.languages.map((code) => languageName(code, language));
  return html`
    <dl>
      <dt>${t("whoComes")}</dt>
      <dd>
        ${t("adults")}: ${brief.adults}${ages.length > 0 &&
        html`, ${t("childrenAged")}: ${ages.join(", ")}`}
      </dd>
      <dt>${t("languages")}</dt>
      <dd>${spoken.length > 0 ? spoken.join(", ") : t("notSaid")}</dd>
      ${brief.wheelchair && html`<dt>${t("needs")}</dt><dd>${t("wheelchair")}</dd>`}
      <dt>${t("routine")}</dt>
      <dd><${Word} word=${String(brief.security_routine)} of="routine" t=${t} /></dd>
    </dl>
  `;
}
