import { css, html, svg, unsafeCSS, type TemplateResult } from 'lit';
import { ink, seriesPalette, seriesStyle } from '../../palette.ts';

/** Lines that are shown in a look of their own at most: more could not be told apart. */
export const mostFocused = 8;

export const legendStyle = css`
  .focus-legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    max-height: 96px;
    overflow-y: auto;
    margin: 4px 0;
    padding: 2px;
  }
  ul.focus-legend {
    list-style: none;
    gap: 4px 16px;
  }
  .focus-legend li,
  .focus-legend button,
  .focus-legend button[aria-pressed='true'] {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    max-width: 100%;
    overflow-wrap: anywhere;
    text-align: left;
    color: var(--text);
    background: var(--background);
    border-color: var(--border);
    font-size: 0.9em;
    padding: 1px 8px;
  }
  .focus-legend button[aria-pressed='true'] {
    border-color: var(--accent);
  }
  .focus-legend svg {
    flex: none;
    width: 26px;
    height: 10px;
    fill: none;
    stroke-width: 3;
    stroke: light-dark(${unsafeCSS(ink.axis.light)}, ${unsafeCSS(ink.axis.dark)});
  }
  ${unsafeCSS(seriesPalette.map(({ light, dark }, look) => `.focus-legend svg.look-${look} { stroke: light-dark(${light}, ${dark}); }`).join('\n'))}
`;

const dashOf = (look: number): string => {
  const { dash } = seriesStyle(look);
  return dash === 'solid' ? 'none' : dash === 'dashed' ? '8 4' : dash === 'dotted' ? '2 3' : dash.join(' ');
};

/** A piece of a line. */
const swatch = (look: number | null): TemplateResult =>
  html`<svg class=${look === null ? '' : `look-${look % seriesPalette.length}`} viewBox="0 0 26 10" aria-hidden="true">
    ${svg`<path d="M0 5H26" stroke-dasharray=${look === null ? 'none' : dashOf(look)} stroke-opacity=${look === null ? 0.4 : 1}></path>`}
  </svg>`;

/** The names of a few lines, which are all drawn. */
export const lineLegend = (names: readonly string[]): TemplateResult =>
  html`<ul part="legend" class="focus-legend">
    ${names.map((name, look) => html`<li>${swatch(look)} ${name}</li>`)}
  </ul>`;

/**
 * The names of all lines as buttons that put them in focus or take them out: one stop of the Tab key, arrow keys, Home and End within.
 * @param lookOf index of a line's `seriesStyle`, null for one that is not in focus.
 */
export function focusLegend(
  label: string,
  entries: readonly { readonly key: string; readonly name: string }[],
  lookOf: (key: string) => number | null,
  toggle: (key: string) => void,
): TemplateResult {
  const walk = (event: KeyboardEvent): void => {
    const buttons = [...(event.currentTarget as Element).querySelectorAll('button')];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const targets: Record<string, number> = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const to = buttons[(target + buttons.length) % buttons.length]!;
    for (const button of buttons) button.tabIndex = button === to ? 0 : -1;
    to.focus();
  };
  return html`<div part="legend" class="focus-legend" role="toolbar" aria-label=${label} @keydown=${walk}>
    ${entries.map(({ key, name }, i) => {
      const look = lookOf(key);
      return html`<button aria-pressed=${look !== null} tabindex=${i === 0 ? 0 : -1} @click=${() => toggle(key)}>
        ${swatch(look)}
        ${name}
      </button>`;
    })}
  </div>`;
}
