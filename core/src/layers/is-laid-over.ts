import type { LayerKind } from './layer-kind.ts';

/**
 * Whether what a layer shows is its products' pictures laid over each other one by one, so that a product on top can
 * be laid over a picture of those below. Outlines join, and a heatmap counts.
 */
export const isLaidOver = ({ kind }: LayerKind): boolean =>
  kind === 'browse' || kind === 'coverage' || kind === 'mask' || kind === 'masked';
