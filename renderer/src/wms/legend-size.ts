import type { StackConfig } from '@pvs/core/config/stack';
import type { Layer } from '@pvs/core/layers/layer';
import { legendOf } from '../layers/legend.ts';
import { legendSize } from '../text/draw-legend.ts';

/** How large the legends of a stack's layers are: what is advertised is what is drawn. */
export const legendSizeIn = (stack: StackConfig) => (layer: Layer, style?: string) =>
  legendSize(legendOf(layer, style, stack));
