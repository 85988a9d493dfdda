import { proj4Of } from '../crs/crs.ts';
import type { Layer } from './layer.ts';
import type { LayerKind } from './layer-kind.ts';

/** OGC's pixel (OGC 06-042 §7.2.4.6.9). */
const PIXEL_M = 0.000_28;
/** OGC 07-057r7 §6.1: of degrees on the equator. */
const METERS_PER_DEGREE = (6_378_137 * Math.PI) / 180;

/** What a layer shows at a resolution, in units of the CRS per pixel: pictures turn into outlines where it says so. */
export function shownAt(
  { shows, outlinesBelowScale }: Pick<Layer, 'shows' | 'outlinesBelowScale'>,
  crs: string,
  resolution: number,
): LayerKind {
  const isPicture = shows.kind === 'browse' || shows.kind === 'outlined' || shows.kind === 'masked';
  if (outlinesBelowScale === undefined || !isPicture) return shows;
  return scaleDenominator(crs, resolution) > outlinesBelowScale ? { kind: 'outlines' } : shows;
}

/** The scale denominator of a resolution in units of the CRS per pixel. */
export function scaleDenominator(crs: string, resolution: number): number {
  const metersPerUnit = /\+proj=longlat/.test(proj4Of(crs)) ? METERS_PER_DEGREE : 1;
  return (resolution * metersPerUnit) / PIXEL_M;
}
