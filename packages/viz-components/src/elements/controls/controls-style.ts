import { css } from 'lit';

export const controlsStyle = css`
  .fields {
    display: grid;
    gap: 12px;
  }
  label.field {
    display: grid;
    gap: 4px;
    justify-items: start;
  }
  .name,
  legend {
    padding: 0;
    font-weight: 600;
  }
  select {
    max-width: 100%;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
  }
  .choices label,
  .switch {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 24px;
  }
  input {
    accent-color: var(--accent);
    margin: 0;
  }
  input[type='range'] {
    width: min(240px, 100%);
  }
  .switch input {
    appearance: none;
    position: relative;
    width: 34px;
    height: 20px;
    border: 1px solid var(--muted);
    border-radius: 10px;
    background: var(--background);
  }
  .switch input::after {
    content: '';
    position: absolute;
    inset: 3px auto 3px 3px;
    width: 12px;
    border-radius: 6px;
    background: var(--muted);
  }
  .switch input:checked {
    background: var(--accent);
    border-color: var(--accent);
  }
  .switch input:checked::after {
    inset-inline-start: 17px;
    background: var(--background);
  }
  :disabled,
  .is-disabled {
    color: var(--muted);
  }
`;
