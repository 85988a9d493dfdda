import { css } from 'lit';

export const productListStyles = css`
  :host {
    display: block;
    padding-bottom: 1rem;
  }
  .heading {
    position: sticky;
    top: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.625rem 0.75rem 0.625rem 1.25rem;
    border-bottom: 1px solid var(--line);
    background: var(--panel);
  }
  h2 {
    flex: 1;
    margin: 0;
    font-size: 0.9375rem;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .switch {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 2rem;
    color: var(--muted);
    cursor: pointer;
  }
  .switch input {
    position: relative;
    width: 1.75rem;
    height: 1rem;
    margin: 0;
    border-radius: 0.5rem;
    background: var(--off);
    appearance: none;
    cursor: pointer;
    transition: background-color 120ms;
  }
  .switch input::after {
    content: '';
    position: absolute;
    inset: 0.125rem auto auto 0.125rem;
    width: 0.75rem;
    height: 0.75rem;
    border-radius: 50%;
    background: var(--panel);
    transition: translate 120ms;
  }
  .switch input:checked {
    background: var(--accent);
  }
  .switch input:checked::after {
    translate: 0.75rem;
  }
  ol,
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  ol {
    transition: opacity 150ms 200ms;
  }
  ol[data-stale] {
    opacity: 0.55;
  }
  ol > li {
    border-bottom: 1px solid var(--line-soft);
    box-shadow: inset 3px 0 transparent;
  }
  li[data-hovered],
  li[data-selected] {
    background: var(--mark-soft);
    box-shadow: inset 3px 0 var(--mark);
  }
  .summary {
    display: flex;
    align-items: center;
    justify-content: flex-start;
    gap: 0.75rem;
    width: 100%;
    padding: 0.625rem 1.25rem;
    border: 0;
    border-radius: 0;
    background: none;
    font-weight: 400;
    text-align: left;
  }
  .summary:hover:not(:disabled) {
    background: none;
  }
  .summary:focus-visible {
    outline-offset: -3px;
  }
  .summary img,
  .no-picture {
    flex: none;
    width: 3.5rem;
    height: 3.5rem;
    border-radius: 0.375rem;
    background: var(--raised);
    object-fit: contain;
  }
  .words {
    min-width: 0;
  }
  .title {
    display: block;
    font-weight: 500;
    overflow-wrap: anywhere;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    overflow: hidden;
    margin-top: 0.125rem;
    color: var(--muted);
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
  }
  /* The dot before the first of each line lies beyond the edge. */
  .facts span {
    position: relative;
    left: -0.875rem;
    margin-right: -0.0625rem;
  }
  .facts span::before {
    content: '·';
    display: inline-block;
    width: 0.875rem;
    text-align: center;
  }
  .details {
    padding: 0 1.25rem 0.875rem;
    font-size: 0.75rem;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
  }
  pvs-whole-product {
    margin-top: 0.625rem;
  }
  dl {
    display: grid;
    grid-template-columns: minmax(6rem, auto) 1fr;
    gap: 0.25rem 0.75rem;
    margin: 0.75rem 0 0;
  }
  dt {
    color: var(--muted);
  }
  dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  h3 {
    margin: 0.875rem 0 0.25rem;
    color: var(--muted);
    font-size: 0.75rem;
    font-weight: 500;
  }
  .details ul {
    display: grid;
    gap: 0.25rem;
  }
  .cut {
    margin-top: 0.75rem;
  }
  summary {
    color: var(--accent);
    font-weight: 500;
    cursor: pointer;
  }
  .size {
    color: var(--muted);
  }
  a {
    color: var(--accent);
    overflow-wrap: anywhere;
  }
  .more {
    display: flex;
    margin: 1rem auto 0;
  }
  .message {
    margin: 0;
    padding: 1rem 1.25rem;
    color: var(--muted);
  }
  .message p {
    margin: 0 0 0.5rem;
  }
  .message strong {
    color: var(--text);
    font-weight: 500;
  }
`;
