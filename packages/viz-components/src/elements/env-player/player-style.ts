import { css } from 'lit';

export const playerStyle = css`
  .scene {
    display: block;
    width: 100%;
    outline: 1px solid var(--border);
    outline-offset: -1px;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    margin: 8px 0;
    font-size: 0.9em;
  }
  input {
    font: inherit;
    width: 5em;
    color: var(--text);
    background: var(--background);
    border: 1px solid var(--muted);
    border-radius: 4px;
    padding: 2px 4px;
    min-height: 22px;
  }
  .numbers {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    font-variant-numeric: tabular-nums;
  }
  .policy {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
    margin-top: 8px;
  }
  table {
    border-collapse: collapse;
    font-size: 0.9em;
    font-variant-numeric: tabular-nums;
  }
  caption {
    text-align: left;
    color: var(--muted);
  }
  th,
  td {
    padding: 1px 8px 1px 0;
    font-weight: 400;
    text-align: left;
    overflow-wrap: anywhere;
  }
  .numbers span {
    min-width: 5.5em;
  }
  tr.taken th {
    font-weight: 600;
  }
  .number {
    text-align: right;
  }
  rect.bar {
    fill: var(--accent);
  }
  rect.whole {
    fill: none;
    stroke: var(--border);
  }
  path.values {
    fill: none;
    stroke: var(--accent);
    stroke-width: 1.5;
  }
  text {
    fill: var(--muted);
    font-size: 11px;
  }
  a {
    color: var(--accent);
  }
`;
