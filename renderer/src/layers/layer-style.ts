import { invalidInput } from '@pvs/core/errors';
import { RAMP_NAMES } from '@pvs/core/layers/color-ramp';
import type { Layer, LayerKind } from '@pvs/core/layers/layer';
import type { Rgb } from '../encode/picture-format.ts';

/** Styles of footprints and masks: the names of EOxServer. */
const COLORS: Readonly<Record<string, Rgb>> = {
  red: [255, 0, 0],
  green: [0, 128, 0],
  blue: [0, 0, 255],
  white: [255, 255, 255],
  black: [0, 0, 0],
  yellow: [255, 255, 0],
  orange: [255, 165, 0],
  magenta: [255, 0, 255],
  cyan: [0, 255, 255],
  brown: [165, 42, 42],
  grey: [128, 128, 128],
};

const OUTLINE_COLOR: Rgb = [255, 64, 32];
const MASK_COLOR: Rgb = [255, 0, 255];

/** The colour of a style of outlines and masks. */
export const colorOf = (style: string | undefined, kind: LayerKind['kind']): Rgb =>
  COLORS[style ?? ''] ?? (kind === 'mask' ? MASK_COLOR : OUTLINE_COLOR);

/** Styles a layer has beside the default one: colours, or colour ramps of what has one channel. */
export const stylesOf = ({ shows }: Pick<Layer, 'shows'>): readonly string[] =>
  ['outlines', 'outlined', 'mask'].includes(shows.kind) ? Object.keys(COLORS) : RAMP_NAMES;

/**
 * The style of a layer; undefined for the default one, which is named by an empty text or `default`.
 * @throws InvalidInput `UnknownStyle`
 */
export function requireStyle(layer: Layer, given: string | undefined): string | undefined {
  if (given === undefined || given === '' || given === 'default') return undefined;
  const styles = stylesOf(layer);
  if (styles.includes(given)) return given;
  throw invalidInput(
    `there is no style '${given.slice(0, 200)}' of '${layer.name}': allowed are default, ${styles.join(', ')}`,
    { code: 'UnknownStyle', detail: { locator: 'styles' } },
  );
}
