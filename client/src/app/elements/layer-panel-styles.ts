import { css } from 'lit';

export const layerPanelStyles = css`
  :host {
    position: relative;
  }
  .toggle,
  .panel {
    box-shadow: var(--shadow);
  }
  .panel {
    position: absolute;
    top: calc(100% + 0.5rem);
    right: 0;
    width: 18rem;
    max-height: min(36rem, 68vh);
    overflow: auto;
    padding: 0.5rem 1rem 0.875rem;
    border: 1px solid var(--line);
    border-radius: 0.625rem;
    background: var(--panel);
  }
  h3 {
    margin: 0.625rem 0 0.25rem;
    color: var(--muted);
    font-size: 0.75rem;
    font-weight: 500;
  }
  label {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 1.75rem;
    overflow-wrap: anywhere;
  }
  input {
    accent-color: var(--accent);
  }
  input[type='checkbox'] {
    flex: none;
    width: 1rem;
    height: 1rem;
    margin: 0;
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: 1fr auto auto;
    align-items: center;
    overflow-wrap: anywhere;
  }
  li button.icon {
    width: 1.75rem;
    min-height: 1.75rem;
  }
  input[type='range'] {
    grid-column: 1 / -1;
    width: 100%;
    height: 1.25rem;
    margin: 0 0 0.25rem;
  }
  .projection {
    flex-direction: column;
    align-items: stretch;
    gap: 0.25rem;
    margin-top: 0.75rem;
    color: var(--muted);
    font-size: 0.75rem;
    font-weight: 500;
  }
  select {
    font-size: 0.8125rem;
  }
`;
