import { html, nothing, svg, type TemplateResult } from 'lit';
import { formatNumber } from '../../axes.ts';
import type { Formation } from './formation-data.ts';
import { rangeOf, taskNames, type OverlayChoice } from './formation-overlay.ts';
import { rampColor } from './formation-canvas.ts';
import { symbolPath } from './symbols.ts';

/** A symbol as it stands in the picture. @param color index into the palette, null: that of text. */
export function symbol(shape: number, color: number | null): TemplateResult {
  return html`<svg class="symbol ${color === null ? '' : `series-${color % 8}`}" width="14" height="14" viewBox="-1.6 -1.6 3.2 3.2" aria-hidden="true">
    ${svg`<path d=${symbolPath(shape)} />`}
  </svg>`;
}

/** Beside a group's name: its colour, and its shape where shapes tell groups. */
export const groupSymbol = (group: number, isByGroup: boolean): TemplateResult => symbol(isByGroup ? group : 0, group);

/** What colours, shapes and sizes say, apart from groups, which the table names. */
export function formationLegend(formation: Formation, { color, shape, size, isDark }: OverlayChoice & { readonly isDark: boolean }): TemplateResult | typeof nothing {
  const names = taskNames(formation);
  const range = (what: string): string => {
    const [least, most] = rangeOf(formation, what)!;
    return `${formatNumber(Number(least.toPrecision(4)))} to ${formatNumber(Number(most.toPrecision(4)))}${what === 'length' ? ' steps' : ''}`;
  };
  const hasTasks = (shape === 'task' || color === 'task') && names.length > 0;
  const isRamp = color === 'return' || color === 'length';
  if (!hasTasks && !isRamp && size === 'none') return nothing;
  return html`<div class="legend" part="legend">
    ${hasTasks ? names.map((name, i) => html`<span>${symbol(shape === 'task' ? i : 0, color === 'task' ? i : null)} ${name}</span>`) : nothing}
    ${isRamp
      ? html`<span>
          <svg class="ramp" width="60" height="10" aria-hidden="true">
            ${Array.from({ length: 12 }, (_, i) => svg`<rect x=${5 * i} width="5" height="10" fill=${rampColor(i / 11, isDark)} />`)}
          </svg>
          ${color}: ${range(color)}
        </span>`
      : nothing}
    ${size === 'none' ? nothing : html`<span>area: ${size}, ${range(size)}</span>`}
  </div>`;
}
