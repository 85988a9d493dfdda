import { xml } from '@pvs/core/xml/xml-template';

/** Two units at most: `3 d 4 h`, `12 min`, `8 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? both(hours, 'h', minutes % 60, 'min')
    : both(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const both = (many: number, large: string, few: number, small: string) =>
  `${many} ${large}${few === 0 ? '' : ` ${few} ${small}`}`;

/** A time as how long it is ago or away, with the time itself for who points at it. */
export function relativeTime(iso: string, nowMs: number) {
  const seconds = (nowMs - Date.parse(iso)) / 1000;
  if (Number.isNaN(seconds)) return xml`at an unknown time`;
  const text = seconds >= 0 ? `${duration(seconds)} ago` : `in ${duration(-seconds)}`;
  return xml`<time datetime="${iso}" title="${iso}">${text}</time>`;
}
