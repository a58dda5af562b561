// @ts-check
// Parts of a long view that unfold, and acts that need something to be filled in.

import { html, useState } from "./html.js";
import { Form } from "./parts.js";

/**
 * A part with a heading. What is inside is read from the service once it is unfolded, not before.
 * @param {{title: string, open?: boolean, children?: unknown}} given
 */
export function Section({ title, open = false, children }) {
  const [seen, setSeen] = useState(open);
  return html`
    <details
      class="part"
      open=${open}
      onToggle=${(/** @type {Event} */ e) =>
        setSeen((before) => before || /** @type {HTMLDetailsElement} */ (e.currentTarget).open)}
    >
      <summary><h2>${title}</h2></summary>
      ${seen && html`<div class="inside">${children}</div>`}
    </details>
  `;
}

/**
 * An act behind a button that opens its form; the form closes once it is done.
 * @param {{label: string, send: (typed: Record<string, string>) => Promise<boolean>,
 *   t: (key: string) => string, children?: unknown}} given
 */
export function Opens({ label, send, t, children }) {
  const [open, setOpen] = useState(false);
  if (!open) return html`<button type="button" onClick=${() => setOpen(true)}>${label}</button>`;
  return html`
    <div class="opened">
      <${Form}
        label=${label}
        send=${async (/** @type {Record<string, string>} */ typed) => {
          if (await send(typed)) setOpen(false);
        }}
      >
        ${children}
      <//>
      <button type="button" class="link" onClick=${() => setOpen(false)}>${t("cancel")}</button>
    </div>
  `;
}
