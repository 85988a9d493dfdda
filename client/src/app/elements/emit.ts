import type { PageEvents } from './page-events.ts';

/** Tells the element's parents, through shadow roots. */
export function emit<Name extends keyof PageEvents>(
  element: HTMLElement,
  name: Name,
  ...[detail]: undefined extends PageEvents[Name] ? [] : [PageEvents[Name]]
): void {
  element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** The event's detail; for listeners in templates, which lit types as plain events. */
export const detailOf = <Name extends keyof PageEvents>(event: Event, _name: Name) =>
  (event as CustomEvent<PageEvents[Name]>).detail;
