import { html } from 'lit';
import { texts } from '../texts/texts.ts';

/** An arrow to the north, for maps on which that is not up; turned by attribute, since the policy forbids styles. */
export const northArrow = (degrees: number) =>
  html`<svg
    class="north"
    viewBox="0 0 32 32"
    width="32"
    height="32"
    role="img"
    aria-label=${texts.north(Math.round(degrees) % 360)}
  >
    <g transform="rotate(${degrees.toFixed(1)} 16 16)">
      <path d="M16 4 10.5 25 16 21.5 21.5 25z" fill="currentColor" />
    </g>
  </svg>`;
