import { html, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';

/** A 20-pixel line drawing in the text's colour, hidden from screen readers: the button says it in words. */
const icon = (drawing: SVGTemplateResult): TemplateResult =>
  html`<svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${drawing}</svg>`; // prettier-ignore

export const icons = {
  previous: icon(svg`<path d="M12 4.5 6.5 10l5.5 5.5" />`),
  next: icon(svg`<path d="M8 4.5 13.5 10 8 15.5" />`),
  play: icon(svg`<path d="M7 4.5v11l8.5-5.5z" />`),
  pause: icon(svg`<path d="M7 4.5v11M13 4.5v11" />`),
  latest: icon(svg`<path d="M5.5 4.5 11 10l-5.5 5.5M14.5 4.5v11" />`),
  filter: icon(svg`<path d="M3 5h14M6 10h8M8.5 15h3" />`),
  box: icon(svg`<rect x="4" y="5" width="12" height="10" stroke-dasharray="2.5 2" />`),
  polygon: icon(svg`<path d="M4 8.5 10.5 3.5 16.5 9 13.5 16h-7z" stroke-dasharray="2.5 2" />`),
  download: icon(svg`<path d="M10 3v9M6.5 8.5 10 12l3.5-3.5M4 16h12" />`),
  layers: icon(svg`<path d="m10 3 7 3.75L10 10.5 3 6.75zM3 10l7 3.75L17 10M3 13.25 10 17l7-3.75" />`),
  link: icon(svg`<path d="M8.5 11.5a3 3 0 0 0 4.2 0l2.9-2.9a3 3 0 0 0-4.2-4.2l-1 1M11.5 8.5a3 3 0 0 0-4.2 0l-2.9 2.9a3 3 0 0 0 4.2 4.2l1-1" />`), // prettier-ignore
  help: icon(svg`<circle cx="10" cy="10" r="7.25" /><path d="M7.9 7.9a2.15 2.15 0 1 1 3.1 1.9c-.7.4-1 .8-1 1.6M10 13.9v.1" />`), // prettier-ignore
  person: icon(
    svg`<circle cx="10" cy="6.75" r="3" /><path d="M4 16.5c.6-3.2 3-4.75 6-4.75s5.4 1.55 6 4.75" />`,
  ),
  auto: icon(svg`<circle cx="10" cy="10" r="7" /><path d="M10 3v14a7 7 0 0 0 0-14z" fill="currentColor" />`),
  light: icon(svg`<circle cx="10" cy="10" r="3.25" /><path d="M10 2.5v1.7M10 15.8v1.7M2.5 10h1.7M15.8 10h1.7M4.7 4.7l1.2 1.2M14.1 14.1l1.2 1.2M15.3 4.7l-1.2 1.2M5.9 14.1l-1.2 1.2" />`), // prettier-ignore
  dark: icon(svg`<path d="M16.5 11.7A6.8 6.8 0 0 1 8.3 3.5a6.8 6.8 0 1 0 8.2 8.2z" />`),
  refresh: icon(svg`<path d="M15.8 8.2A6.1 6.1 0 0 0 4.6 7.3M4.2 11.8a6.1 6.1 0 0 0 11.2.9M4.2 4v3.5h3.5M15.8 16v-3.5h-3.5" />`), // prettier-ignore
  fit: icon(svg`<path d="M3.5 7V3.5H7M13 3.5h3.5V7M16.5 13v3.5H13M7 16.5H3.5V13" /><rect x="7.25" y="7.75" width="5.5" height="4.5" />`), // prettier-ignore
  place: icon(
    svg`<path d="M10 17.5s5-4.6 5-9a5 5 0 0 0-10 0c0 4.4 5 9 5 9z" /><circle cx="10" cy="8.5" r="1.75" />`,
  ),
  values: icon(svg`<circle cx="10" cy="10" r="4.5" /><path d="M10 2.5v4M10 13.5v4M2.5 10h4M13.5 10h4" />`),
  compare: icon(svg`<path d="M10 2.5v15M6.5 6.5 3 10l3.5 3.5M13.5 6.5 17 10l-3.5 3.5" />`),
  picture: icon(svg`<rect x="3" y="4" width="14" height="12" rx="1.5" /><path d="m3.5 14 4-4.5 3 3 2.5-2.5 3.5 4" /><circle cx="12.75" cy="7.5" r="1" />`), // prettier-ignore
  print: icon(svg`<path d="M6 7V3.5h8V7M6 14H3.5V7h13v7H14" /><path d="M6 11.5h8v5H6z" />`),
  up: icon(svg`<path d="M5 12.5 10 7.5l5 5" />`),
  down: icon(svg`<path d="m5 7.5 5 5 5-5" />`),
  close: icon(svg`<path d="m5 5 10 10M15 5 5 15" />`),
  copy: icon(svg`<rect x="7" y="7" width="9.5" height="9.5" rx="1.5" /><path d="M13 4.5a1 1 0 0 0-1-1H4.5a1 1 0 0 0-1 1V12a1 1 0 0 0 1 1" />`), // prettier-ignore
};
