import { css } from 'lit';

export const histogramStyles = css`
  :host {
    display: block;
    min-width: 0;
    height: 4rem;
    font-size: 0.6875rem;
  }
  svg {
    display: block;
    overflow: visible;
    cursor: crosshair;
    touch-action: pan-y;
    user-select: none;
  }
  p {
    margin: 0;
    padding-top: 1rem;
    color: var(--muted);
    font-size: 0.8125rem;
    text-align: center;
  }
  .bar {
    fill: var(--bar);
  }
  .bar.strong {
    fill: var(--accent);
  }
  .ground,
  .tick {
    stroke: var(--line);
  }
  text {
    fill: var(--muted);
    font-variant-numeric: tabular-nums;
    text-anchor: middle;
    pointer-events: none;
  }
  .selection {
    fill: var(--accent);
    fill-opacity: 0.14;
    cursor: grab;
  }
  .handle {
    cursor: ew-resize;
    outline: none;
  }
  .handle .reach {
    fill: transparent;
  }
  .handle line {
    stroke: var(--accent);
    stroke-width: 1.5;
  }
  .handle .grip {
    fill: var(--panel);
    stroke: var(--accent);
    stroke-width: 1.5;
  }
  .handle:hover .grip,
  .handle:focus-visible .grip {
    fill: var(--accent);
  }
  .handle:focus-visible line {
    stroke-width: 3;
  }
`;
