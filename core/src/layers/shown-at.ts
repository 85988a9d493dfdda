import { proj4Of } from '../crs/crs.ts';
import type { Layer } from './layer.ts';
import type { LayerKind } from './layer-kind.ts';

/** OGC's pixel (OGC 06-042 §7.2.4.6.9). */
const PIXEL_M = 0.000_28;
/** OGC 07-057r7 §6.1: of degrees on the equator. */
const METERS_PER_DEGREE = (6_378_137 * Math.PI) / 180;

/**
 * What a layer is at a resolution, in units of the CRS per pixel: seen from afar one that has an overview is that
 * product's, and one of pictures has outlines.
 */
export function layerAt(layer: Layer, crs: string, resolution: number): Layer {
  const { outlinesBelowScale, overview, ...rest } = layer;
  const isFar = outlinesBelowScale !== undefined && scaleDenominator(crs, resolution) > outlinesBelowScale;
  if (!isFar) return layer;
  if (overview !== undefined) return { ...rest, product: overview };
  const { kind } = rest.shows;
  const isPicture = kind === 'browse' || kind === 'outlined' || kind === 'masked';
  return isPicture ? { ...rest, shows: { kind: 'outlines' } } : rest;
}

/** What a layer shows at a resolution, see {@link layerAt}. */
export const shownAt = (layer: Layer, crs: string, resolution: number): LayerKind =>
  layerAt(layer, crs, resolution).shows;

/** The scale denominator of a resolution in units of the CRS per pixel. */
export function scaleDenominator(crs: string, resolution: number): number {
  const metersPerUnit = /\+proj=longlat/.test(proj4Of(crs)) ? METERS_PER_DEGREE : 1;
  return (resolution * metersPerUnit) / PIXEL_M;
}
