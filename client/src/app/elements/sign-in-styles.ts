import { css } from 'lit';

export const signInStyles = css`
  dialog {
    width: min(28rem, calc(100vw - 2rem));
  }
  label {
    display: block;
    margin-bottom: 0.25rem;
    font-weight: 500;
  }
  .row {
    display: flex;
    gap: 0.375rem;
  }
  input {
    flex: 1;
    min-width: 0;
    height: 2rem;
    padding: 0 0.5rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: var(--panel);
    color: var(--text);
  }
  #kept {
    margin: 0.375rem 0 0;
    font-size: 0.75rem;
  }
  #problem:not(:empty) {
    color: var(--mark);
  }
  #problem {
    margin-top: 0.5rem;
  }
`;
