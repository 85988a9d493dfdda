import { invalidInput } from '@pvs/core/errors';

/** How samples between samples are worked out. */
export interface Interpolation {
  readonly name: 'nearest-neighbor' | 'linear' | 'cubic' | 'average';
  /** How it is called, beside its name. */
  readonly aliases: readonly string[];
  /** Reach of the kernel in source pixels where nothing is shrunk; without one, in pixels of the answer. */
  readonly reachPx: number;
  /** Weight of a sample so many kernel widths away; undefined where one sample alone counts, or shares of pixels. */
  readonly kernel?: (distance: number) => number;
}

/** What GetCoverage offers, the default first. Those with kernels are GDAL's of the same names. */
export const interpolations: readonly Interpolation[] = [
  { name: 'nearest-neighbor', aliases: ['nearest', 'nearest-neighbour', 'nearest neighbor'], reachPx: 0 },
  { name: 'linear', aliases: ['bilinear'], reachPx: 1, kernel: (d) => Math.max(0, 1 - Math.abs(d)) },
  { name: 'cubic', aliases: ['bicubic', 'cubic-convolution'], reachPx: 2, kernel: keys },
  { name: 'average', aliases: ['mean'], reachPx: 0.5 },
];

/** Keys, "Cubic convolution interpolation for digital image processing" (1981), a = -1/2. */
function keys(distance: number): number {
  const d = Math.abs(distance);
  if (d <= 1) return (1.5 * d - 2.5) * d * d + 1;
  return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
}

/** @example `http://www.opengis.net/def/interpolation/OGC/1.0/nearest-neighbor` */
export const interpolationUri = ({ name }: Interpolation) =>
  `http://www.opengis.net/def/interpolation/OGC/1.0/${name}`;

/** The interpolation of a name or a URI (OGC 12-049); the default unless told. */
export function requireInterpolation(text: string | undefined): Interpolation {
  const word = text
    ?.toLowerCase()
    .replace(/^https?:\/\/www\.opengis\.net\/def\/interpolation\/ogc\/[\d.]+\//, '');
  const found = interpolations.find(
    ({ name, aliases }) => word === undefined || word === name || aliases.includes(word),
  );
  if (found) return found;
  throw invalidInput(
    `there is no interpolation '${text!.slice(0, 100)}': allowed are ${interpolations.map(({ name }) => name).join(', ')}`,
    { code: 'InterpolationMethodNotSupported', detail: { locator: 'interpolation' } },
  );
}
