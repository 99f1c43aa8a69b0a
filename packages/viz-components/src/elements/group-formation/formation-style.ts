import { css, unsafeCSS } from 'lit';
import { seriesPalette } from '../../palette.ts';

const seriesColors = unsafeCSS(seriesPalette.map(({ light, dark }, i) => `.series-${i} { --series: light-dark(${light}, ${dark}); }`).join('\n'));

export const formationStyle = css`
  ${seriesColors}
  .controls,
  .player,
  .legend {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    margin: 6px 0;
  }
  .controls label {
    font-size: 0.9em;
  }
  .controls select {
    max-width: 190px;
    padding: 2px 4px;
  }
  input[type='number'] {
    font: inherit;
    width: 3.5em;
    color: var(--text);
    background: var(--background);
    border: 1px solid var(--muted);
    border-radius: 4px;
    padding: 2px 4px;
    min-height: 22px;
  }
  input[type='range'] {
    flex: 1 1 120px;
    min-width: 100px;
    accent-color: var(--accent);
  }
  .plane {
    position: relative;
    overflow: hidden;
  }
  .plane canvas,
  .plane > svg {
    display: block;
  }
  .plane > svg {
    position: absolute;
    left: 0;
    top: 0;
  }
  .frame {
    fill: none;
    stroke: var(--border);
  }
  .hit {
    fill: transparent;
  }
  .tick {
    stroke: var(--muted);
  }
  text {
    fill: var(--text);
    font-size: 12px;
  }
  .center {
    cursor: move;
    touch-action: none;
  }
  .center .disc {
    fill: var(--background);
    stroke: var(--series);
    stroke-width: 3;
  }
  .center text {
    font-weight: 600;
    pointer-events: none;
  }
  .center .reach {
    fill: transparent;
  }
  .boundary {
    cursor: grab;
    touch-action: none;
  }
  .boundary .line {
    stroke: var(--muted);
    stroke-width: 1.5;
    fill: none;
    pointer-events: none;
  }
  .boundary .reach {
    stroke: transparent;
    stroke-width: 14;
    fill: none;
    pointer-events: stroke;
  }
  .boundary:hover .line,
  .boundary:focus-visible .line {
    stroke: var(--accent);
    stroke-width: 4;
  }
  .center:hover .disc,
  .center:focus-visible .disc {
    stroke-width: 5;
  }
  .boundary:focus-visible {
    outline: none;
  }
  .mark {
    fill: none;
    stroke: var(--accent);
    stroke-width: 2.5;
    pointer-events: none;
  }
  .tooltip {
    position: absolute;
    z-index: 1;
    max-width: 80%;
    padding: 4px 8px;
    border: 1px solid var(--muted);
    border-radius: 4px;
    background: var(--background);
    font-size: 0.85em;
    overflow-wrap: anywhere;
    pointer-events: none;
  }
  .player .step {
    flex-basis: 100%;
  }
  .step,
  .legend {
    color: var(--muted);
    font-size: 0.9em;
  }
  .symbol {
    vertical-align: -2px;
    fill: var(--series, var(--text));
  }
  .table {
    overflow: auto;
    max-height: 320px;
  }
  table {
    border-collapse: collapse;
    font-size: 0.9em;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 2px 10px;
    text-align: left;
    font-weight: 400;
    border-bottom: 1px solid var(--border);
  }
  th[scope='row'] {
    overflow-wrap: anywhere;
    min-width: 110px;
  }
  thead th {
    color: var(--muted);
    white-space: nowrap;
  }
  .number {
    text-align: right;
  }
  .effect,
  .description {
    font-size: 0.9em;
    margin-top: 6px;
  }
`;
