import { css } from 'lit';

export const linksDialogStyles = css`
  dt {
    margin-top: 0.875rem;
    font-weight: 500;
  }
  dd {
    margin: 0;
    color: var(--muted);
    font-size: 0.75rem;
  }
  .address {
    display: flex;
    gap: 0.375rem;
    margin-top: 0.25rem;
  }
  input {
    flex: 1;
    min-width: 0;
    height: 2rem;
    padding: 0 0.625rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: var(--raised);
    color: var(--text);
    font:
      0.75rem ui-monospace,
      'SF Mono',
      'Cascadia Mono',
      'Liberation Mono',
      monospace;
  }
  h3 {
    margin: 1.25rem 0 0.5rem;
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .files,
  .code {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
  }
  .code {
    margin-top: 0.625rem;
  }
  pre {
    overflow: auto;
    margin: 0.375rem 0 0;
    padding: 0.625rem;
    border-radius: 0.5rem;
    background: var(--raised);
    font:
      0.75rem ui-monospace,
      'SF Mono',
      'Cascadia Mono',
      'Liberation Mono',
      monospace;
  }
`;
