import { html, nothing, type TemplateResult } from 'lit';
import { formatCell, type ChartTable } from './chart-table.ts';

/** Rows that are shown; a page of a million would not move any more. */
const shownRows = 1000;

/** The button that shows and hides a table, and the table where it is shown. */
export function tableView({ columns, rows }: ChartTable, label: string, isShown: boolean, toggle: () => void): TemplateResult {
  return html`
    <div part="controls"><button aria-pressed=${isShown} @click=${toggle}>Table</button></div>
    ${isShown
      ? html`<div part="table" class="table" role="region" aria-label="Table of ${label}" tabindex="0">
          ${rows.length > shownRows ? html`<div class="description">The first ${formatCell(shownRows)} of ${formatCell(rows.length)} rows.</div>` : nothing}
          <table>
            <thead>
              <tr>
                ${columns.map((column) => html`<th scope="col">${column}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${rows
                .slice(0, shownRows)
                .map(
                  ({ cells }) =>
                    html`<tr>
                      ${cells.map((cell) => html`<td class=${typeof cell === 'string' ? '' : 'number'}>${formatCell(cell)}</td>`)}
                    </tr>`,
                )}
            </tbody>
          </table>
        </div>`
      : nothing}
  `;
}
