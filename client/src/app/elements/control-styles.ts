import { css } from 'lit';

/** Buttons, fields (`select`, `.field`) and focus of every element; the colours come from `page.css`. */
export const controlStyles = css`
  :host {
    box-sizing: border-box;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  [hidden] {
    display: none !important;
  }
  button,
  select,
  input {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  select,
  .field {
    min-width: 0;
    height: 2rem;
    padding: 0 0.375rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: var(--panel);
    color: var(--text);
  }
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.375rem;
    min-height: 2rem;
    padding: 0.25rem 0.625rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: var(--panel);
    color: var(--text);
    font-weight: 500;
    text-decoration: none;
    cursor: pointer;
    transition: background-color 120ms;
  }
  button:hover:not(:disabled),
  .button:hover {
    background: var(--raised);
  }
  button:disabled {
    opacity: 0.4;
    cursor: default;
  }
  button.icon,
  .button.icon {
    width: 2rem;
    padding: 0;
  }
  button.plain,
  .button.plain {
    border-color: transparent;
    background: none;
    color: var(--muted);
  }
  button.plain:hover:not(:disabled),
  .button.plain:hover {
    background: var(--raised);
    color: var(--text);
  }
  button.strong,
  .button.strong {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }
  button.strong:hover:not(:disabled),
  .button.strong:hover {
    background: color-mix(in srgb, var(--accent) 88%, var(--text));
  }
  .button[aria-disabled='true'] {
    opacity: 0.4;
  }
  button[aria-pressed='true'] {
    border-color: var(--accent);
    background: var(--accent-soft);
    color: var(--accent);
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .copy,
  a[data-said] {
    position: relative;
  }
  [data-said]::after {
    content: attr(data-said);
    position: absolute;
    bottom: calc(100% + 0.25rem);
    padding: 0.125rem 0.5rem;
    border-radius: 0.375rem;
    background: var(--text);
    color: var(--panel);
    font-size: 0.6875rem;
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`;
