import { css, unsafeCSS } from 'lit';
import { fontFamily } from '../axes.ts';
import { ink } from '../palette.ts';

const themed = ({ light, dark }: { readonly light: string; readonly dark: string }) => unsafeCSS(`light-dark(${light}, ${dark})`);

/**
 * Style of every element. All that it shows stands in `.root`, which the page's selectors do not reach and which inherits nothing; the host itself
 * (its margin, its width, whether it is shown) belongs to the page. The page's wishes come in as custom properties:
 * `--cohort-text`, `--cohort-muted` (axes, remarks), `--cohort-background`, `--cohort-border` (and grid lines), `--cohort-accent` (focus, selection),
 * `--cohort-font-family` and `--cohort-font-size`.
 */
export const baseStyle = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  .root {
    all: initial;
    --text: var(--cohort-text, ${themed(ink.text)});
    --muted: var(--cohort-muted, ${themed({ light: '#5c6169', dark: ink.axis.dark })});
    --background: var(--cohort-background, ${themed({ light: '#ffffff', dark: '#14171c' })});
    --border: var(--cohort-border, ${themed(ink.grid)});
    --accent: var(--cohort-accent, ${themed({ light: '#0063a0', dark: '#6cb6ee' })});
    display: block;
    position: relative;
    box-sizing: border-box;
    direction: ltr;
    color-scheme: light dark;
    color: var(--text);
    background: var(--background);
    font: var(--cohort-font-size, 14px) / 1.4 var(--cohort-font-family, ${unsafeCSS(fontFamily)});
    /* no border, rule or outline is drawn: the chart reads these colours */
    border: 0 solid var(--border);
    column-rule-color: var(--muted);
    caret-color: var(--accent);
  }
  :host([theme='light']) .root {
    color-scheme: light;
  }
  :host([theme='dark']) .root {
    color-scheme: dark;
  }
  .title {
    font-weight: 600;
  }
  .message,
  .description {
    color: var(--muted);
    margin: 4px 0;
  }
  .message {
    padding: 24px 8px;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .message.error {
    color: var(--text);
    border: 1px solid ${themed({ light: '#b3261e', dark: '#f2867e' })};
  }
  button,
  select {
    font: inherit;
    color: var(--text);
    background: var(--background);
    border: 1px solid var(--muted);
    border-radius: 4px;
    padding: 2px 10px;
    min-height: 28px;
  }
  button {
    cursor: pointer;
  }
  button[aria-pressed='true'],
  button[aria-selected='true'] {
    color: var(--background);
    background: var(--accent);
    border-color: var(--accent);
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .tabs {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-bottom: 8px;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
