import { css } from 'lit';

/** Places and colours OpenLayers' controls like the rest of the page. */
export const mapStyles = css`
  :host {
    position: relative;
    display: block;
    overflow: hidden;
    --ol-background-color: var(--panel);
    --ol-accent-background-color: var(--raised);
    --ol-subtle-background-color: var(--line);
    --ol-partial-background-color: var(--panel-glass);
    --ol-foreground-color: var(--text);
    --ol-subtle-foreground-color: var(--muted);
    --ol-brand-color: var(--accent);
  }
  #map {
    position: absolute;
    inset: 0;
  }
  #map:focus-visible {
    outline-offset: -3px;
  }
  .ol-control,
  .ol-scale-line,
  .ol-mouse-position {
    background: none;
  }
  .ol-zoom {
    top: 0.75rem;
    left: 0.75rem;
    overflow: hidden;
    padding: 0;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: var(--panel);
    box-shadow: var(--shadow);
  }
  .ol-zoom button {
    width: 2.125rem;
    height: 2.125rem;
    min-height: 0;
    margin: 0;
    border: 0;
    border-radius: 0;
    font-size: 1.125rem;
    font-weight: 400;
  }
  .ol-zoom button + button {
    border-top: 1px solid var(--line);
  }
  .ol-zoom button:focus-visible {
    outline-offset: -3px;
  }
  .ol-scale-line,
  .ol-mouse-position,
  .ol-attribution {
    inset: auto;
    bottom: 0.5rem;
    padding: 0.125rem 0.5rem;
    border-radius: 0.375rem;
    background: var(--panel-glass);
    color: var(--text);
    font-size: 0.6875rem;
    font-variant-numeric: tabular-nums;
    line-height: 1.25rem;
  }
  .ol-scale-line {
    left: 0.75rem;
  }
  .ol-scale-line-inner {
    margin: 0 0 0.125rem;
    border-color: var(--text);
    color: var(--text);
    font-size: inherit;
    line-height: 1.0625rem;
    transition: none;
  }
  .ol-mouse-position {
    left: 50%;
    transform: translateX(-50%);
    white-space: nowrap;
  }
  .ol-mouse-position:empty {
    display: none;
  }
  .ol-attribution.ol-uncollapsible {
    inset: auto 0.75rem 0.5rem auto;
    max-width: 50%;
    border-radius: 0.375rem;
  }
  .ol-attribution ul {
    margin: 0;
    padding: 0;
    color: var(--text);
    font-size: inherit;
    line-height: inherit;
    text-shadow: none;
  }
  .ol-attribution button {
    display: none;
  }
  .north {
    position: absolute;
    bottom: 2.5rem;
    left: 0.75rem;
    border-radius: 50%;
    background: var(--panel-glass);
    color: var(--text);
  }
  .progress {
    position: absolute;
    inset: 0 0 auto;
    height: 2px;
    background: linear-gradient(90deg, transparent, var(--accent), transparent) 0 0 / 40% 100% repeat-x;
    animation: slide 1.1s linear infinite;
    pointer-events: none;
  }
  @keyframes slide {
    to {
      background-position: 66.6% 0;
    }
  }
  .notes {
    position: absolute;
    top: 0.75rem;
    left: 50%;
    display: grid;
    gap: 0.5rem;
    justify-items: center;
    max-width: calc(100% - 8rem);
    transform: translateX(-50%);
    pointer-events: none;
  }
  .notes p,
  ::slotted(*) {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.625rem;
    margin: 0;
    padding: 0.25rem 0.375rem 0.25rem 0.75rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: var(--panel);
    box-shadow: var(--shadow);
    line-height: 1.75rem;
    pointer-events: auto;
  }
  .notes p button {
    min-height: 1.75rem;
  }
  @media (max-width: 45rem) {
    .ol-mouse-position {
      display: none;
    }
  }
`;
