import { css } from 'lit';

export const cutOutStyles = css`
  :host {
    display: grid;
    gap: 0.5rem;
    padding: 0.5rem 0 0.25rem;
  }
  label {
    display: grid;
    gap: 0.25rem;
    color: var(--muted);
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.75rem;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    color: var(--muted);
  }
  .band {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    color: var(--text);
  }
  .band input {
    width: 1rem;
    height: 1rem;
    margin: 0;
    accent-color: var(--accent);
  }
  .download {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    font-variant-numeric: tabular-nums;
  }
  .download span {
    color: var(--muted);
  }
  p {
    margin: 0;
    color: var(--muted);
  }
`;
