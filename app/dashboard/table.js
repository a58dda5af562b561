// @ts-check
// A table with a name, whose columns and rows say what they are; one that is wider than the page
// scrolls inside its own region, which the keyboard reaches.

import { html } from "./html.js";

/**
 * The first cell of a row is its heading. `name` is an id that stands once on the page.
 *
 * @param {{name: string, caption: unknown, head: readonly unknown[],
 *   rows: readonly {key: string, cells: readonly unknown[]}[]}} given
 */
export function Table({ name, caption, head, rows }) {
  return html`
    <div class="wide" role="region" aria-labelledby=${name} tabindex="0">
      <table>
        <caption id=${name}>${caption}</caption>
        <thead>
          <tr>
            ${head.map((cell, at) => html`<th key=${at} scope="col">${cell}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ key, cells: [first, ...rest] }) => html`
              <tr key=${key}>
                <th scope="row">${first}</th>
                ${rest.map((cell, at) => html`<td key=${at}>${cell}</td>`)}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}
