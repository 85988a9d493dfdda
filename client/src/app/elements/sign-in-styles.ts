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
  .field {
    flex: 1;
    padding: 0 0.5rem;
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
