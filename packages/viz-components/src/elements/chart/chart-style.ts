import { css } from 'lit';

export const chartStyle = css`
  .picture {
    position: relative;
    touch-action: pan-y;
  }
  .canvas {
    width: 100%;
    height: 100%;
  }
  .mark {
    position: absolute;
    left: 0;
    top: 0;
    box-sizing: border-box;
    border: 2px solid var(--accent);
    border-radius: 4px;
    pointer-events: none;
  }
  .tooltip {
    position: absolute;
    left: 0;
    top: 0;
    z-index: 1;
    max-width: 90%;
    width: max-content;
    box-sizing: border-box;
    padding: 4px 8px;
    border: 1px solid var(--muted);
    border-radius: 4px;
    background: var(--background);
    font-size: 0.9em;
    overflow-wrap: anywhere;
    pointer-events: none;
  }
  .table {
    max-height: 320px;
    overflow: auto;
    margin-top: 4px;
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 2px 10px;
    text-align: left;
    border-bottom: 1px solid var(--border);
  }
  td.number {
    text-align: right;
  }
  [hidden] {
    display: none;
  }
`;
