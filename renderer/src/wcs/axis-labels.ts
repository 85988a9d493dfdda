/** Axes of coverages. */
export type Axis = 'x' | 'y' | 'time';

/** Labels that clients use, in lower case, whatever the description says. */
const LABELS: Readonly<Record<Axis, readonly string[]>> = {
  x: ['x', 'e', 'east', 'easting', 'lon', 'long', 'longitude', 'i'],
  y: ['y', 'n', 'north', 'northing', 'lat', 'latitude', 'j'],
  time: ['t', 'time', 'phenomenontime', 'ansi', 'unix', 'date'],
};

/** What to say of a label that is none. */
export const ALLOWED_AXES = 'Long or E (also x, lon), Lat or N (also y)';

/**
 * The axis of a label, undefined for none.
 * @example `Long`, `E`, `http://www.opengis.net/def/axis/OGC/1/i`
 */
export function axisOf(label: string): Axis | undefined {
  const name = label
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/www\.opengis\.net\/def\/axis\/.*\//, '');
  return (Object.keys(LABELS) as Axis[]).find((axis) => LABELS[axis].includes(name));
}
