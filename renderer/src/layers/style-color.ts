import type { LayerKind } from '@pvs/core/layers/layer';
import { STYLE_COLORS } from '@pvs/core/layers/layer-styles';
import type { Rgb } from '../encode/picture-format.ts';

const OUTLINE_COLOR: Rgb = [255, 64, 32];
const MASK_COLOR: Rgb = [255, 0, 255];

/** The colour of a style of outlines and masks. */
export const colorOf = (style: string | undefined, kind: LayerKind['kind']): Rgb =>
  STYLE_COLORS[style ?? ''] ?? (kind === 'mask' ? MASK_COLOR : OUTLINE_COLOR);
