import { css } from 'lit';

export const filterPanelStyles = css`
  :host {
    display: block;
    padding: 0.5rem 0.75rem 0.5rem 1.25rem;
    border-bottom: 1px solid var(--line);
    background: var(--panel);
  }
  .row {
    display: flex;
    align-items: center;
    gap: 0.375rem;
  }
  .row select {
    flex: 1;
  }
  .panel {
    display: grid;
    gap: 0.75rem;
    padding: 0.75rem 0.5rem 0.375rem 0;
  }
  label {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.25rem;
    color: var(--muted);
  }
  label input,
  label select {
    grid-column: 1 / -1;
    width: 100%;
    margin: 0;
    accent-color: var(--accent);
  }
  output {
    color: var(--text);
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 45rem) {
    :host {
      padding: 0.375rem 0.5rem 0.375rem 1rem;
    }
  }
`;
