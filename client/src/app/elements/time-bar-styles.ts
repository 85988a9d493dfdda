import { css } from 'lit';

export const timeBarStyles = css`
  :host {
    display: block;
    padding: 0.625rem 1rem 0.5rem;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 0.375rem 0.5rem;
    margin-bottom: 0.5rem;
  }
  .steps {
    display: flex;
    gap: 0.25rem;
  }
  /* Two lines are as high as the buttons: the map, in which the search looks, keeps its size whatever time is chosen. */
  h2 {
    flex: 1 1 0;
    min-width: 0;
    margin: -0.125rem 0.25rem;
    font-size: 0.9375rem;
    font-weight: 600;
    line-height: 1.15;
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
