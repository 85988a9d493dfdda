import { css } from 'lit';

export const timeBarStyles = css`
  :host {
    display: block;
    padding: 0.625rem 1rem 0.5rem;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem 0.5rem;
    margin-bottom: 0.5rem;
  }
  .steps {
    display: flex;
    gap: 0.25rem;
  }
  h2 {
    margin: 0 0.25rem;
    font-size: 0.9375rem;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .exact {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    margin-left: auto;
    color: var(--muted);
  }
  .exact label {
    display: flex;
    align-items: center;
    gap: 0.375rem;
  }
  input {
    height: 2rem;
    padding: 0 0.5rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: var(--panel);
    color: var(--text);
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 64rem) {
    .exact {
      display: none;
    }
    .all {
      margin-left: auto;
    }
  }
`;
