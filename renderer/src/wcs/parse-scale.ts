import { invalidInput, type PvsError } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import { ALLOWED_AXES, axisOf } from './axis-labels.ts';

/** How many pixels an answer has on an axis: so many times those there are, or so many. */
export type AxisScale = { readonly factor: number } | { readonly sizePx: number };

/** Of the axes that are scaled. */
export interface Scale {
  readonly x?: AxisScale;
  readonly y?: AxisScale;
}

export const SCALE_PARAMETERS = ['scalefactor', 'scaleaxes', 'scalesize', 'scaleextent'] as const;
type ScaleParameter = (typeof SCALE_PARAMETERS)[number];

/**
 * Reads the one parameter that scales (OGC 12-039 §7): `scaleFactor=0.5`, `scaleAxes=x(0.5),y(0.25)`,
 * `scaleSize=Long(200),Lat(100)`, `scaleExtent=i(0:199),j(0:99)`. Undefined where there is none.
 * @throws InvalidInput `InvalidScaleFactor`, `ScaleAxisUndefined`, `InvalidExtent`, `InvalidParameterValue`
 */
export function parseScale(kvp: Kvp): Scale | undefined {
  const given = SCALE_PARAMETERS.filter((name) => kvp.has(name));
  const [name] = given;
  if (name === undefined) return undefined;
  if (given.length > 1)
    throw wrong('InvalidParameterValue', name, `only one of ${given.join(', ')} can be given`);
  const text = kvp.get(name)!;
  if (name !== 'scalefactor') return axesOf(name, text);
  const scale = { factor: readFactor(text, name) };
  return { x: scale, y: scale };
}

function axesOf(name: Exclude<ScaleParameter, 'scalefactor'>, text: string): Scale {
  const scale: { x?: AxisScale; y?: AxisScale } = {};
  const pattern = /\s*([\w.:/-]+)\s*\(([^()]*)\)\s*(?:,|$)/y;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match)
      throw wrong(
        'InvalidParameterValue',
        name,
        `cannot read '${shown(text.slice(at))}': expected ${EXAMPLES[name]}`,
      );
    const axis = axisOf(match[1]!);
    if (axis === undefined || axis === 'time')
      throw wrong(
        'ScaleAxisUndefined',
        name,
        `there is no axis '${shown(match[1]!)}': allowed are ${ALLOWED_AXES}`,
      );
    if (scale[axis]) throw wrong('InvalidParameterValue', name, `axis '${shown(match[1]!)}' is given twice`);
    scale[axis] = READERS[name](match[2]!.trim(), name);
  }
  return scale;
}

const EXAMPLES = {
  scaleaxes: 'axis(factor), as in Long(0.5),Lat(0.5)',
  scalesize: 'axis(pixels), as in Long(200),Lat(100)',
  scaleextent: 'axis(low:high), as in Long(0:199),Lat(0:99)',
} as const;

const READERS: Readonly<Record<keyof typeof EXAMPLES, (text: string, name: ScaleParameter) => AxisScale>> = {
  scaleaxes: (text, name) => ({ factor: readFactor(text, name) }),
  scalesize: (text, name) => {
    const sizePx = readWhole(text);
    if (sizePx !== undefined && sizePx > 0) return { sizePx };
    throw wrong('InvalidExtent', name, `'${shown(text)}' is no number of pixels: expected 1 or more`);
  },
  scaleextent: (text, name) => {
    const [low, high, more] = text.split(/[:,]/).map(readWhole);
    if (low !== undefined && high !== undefined && more === undefined && high >= low)
      return { sizePx: high - low + 1 };
    throw wrong('InvalidExtent', name, `'${shown(text)}' is no extent: expected ${EXAMPLES.scaleextent}`);
  },
};

function readFactor(text: string, name: ScaleParameter): number {
  const factor = /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text.trim()) ? Number(text) : NaN;
  if (factor > 0 && Number.isFinite(factor)) return factor;
  throw wrong('InvalidScaleFactor', name, `'${shown(text)}' is no scale factor: expected a number above 0`);
}

const readWhole = (text: string) => (/^\s*[+-]?\d{1,15}\s*$/.test(text) ? Number(text) : undefined);

const shown = (text: string) => text.slice(0, 100).trim();

const wrong = (code: string, locator: ScaleParameter, message: string): PvsError =>
  invalidInput(`parameter '${locator}': ${message}`, { code, detail: { locator } });
