// @ts-check
// Numbers as bars, each beside its number in the same row: the table is the chart.

import { html } from "./html.js";

/**
 * @param {{caption: string, head: [string, string], rows: {name: string, value: number, most: number}[]}} given
 *   `most` is the greatest value of that row anywhere, so that bars side by side compare
 */
export function Bars({ caption, head, rows }) {
  return html`
    <table class="bars">
      <caption>${caption}</caption>
      <thead>
        <tr><th scope="col">${head[0]}</th><td></td><th scope="col">${head[1]}</th></tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`
            <tr key=${row.name}>
              <th scope="row">${row.name}</th>
              <td>
                <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                  <rect class="bar-ground" x="0" y="3" width="100" height="4" rx="2" />
                  <rect class="bar-value" x="0" y="1" width=${row.most > 0 ? (100 * row.value) / row.most : 0} height="8" rx="1" />
                </svg>
              </td>
              <td class="figure">${row.value}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}
