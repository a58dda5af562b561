// @ts-check
// The parts of a partner's page: under a heading, or unfolded when it is wanted.

import { html } from "../html.js";
import { Problem } from "../parts.js";
import { LOCALE } from "../texts.js";

/**
 * A part of a page under its heading.
 * @param {{name: string, title: unknown, problem?: string, t: (key: string) => string, children?: unknown}} given
 */
export function Part({ name, title, problem = "", t, children }) {
  return html`
    <section class="chapter" aria-labelledby=${name}>
      <h2 id=${name}>${title}</h2>
      <${Problem} t=${t} problem=${problem} />
      ${children}
    </section>
  `;
}

/** @param {{title: string, children?: unknown}} given */
export function Unfold({ title, children }) {
  return html`
    <details class="unfold">
      <summary>${title}</summary>
      <div>${children}</div>
    </details>
  `;
}

/**
 * A day as the reader writes it; without one it is not known.
 * @param {{on: string | null, frame: import("../app.js").Frame}} given
 */
export function Day({ on, frame }) {
  if (!on) return html`${frame.t("answer.UNKNOWN")}`;
  const shown = new Intl.DateTimeFormat(LOCALE[frame.language], {
    dateStyle: "medium",
    timeZone: "UTC",
  });
  return html`<time datetime=${on}>${shown.format(new Date(on))}</time>`;
}
