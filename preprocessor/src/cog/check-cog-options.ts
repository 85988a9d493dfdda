import type { ColorInterpretation } from '@pvs/core/catalogue/product';
import type { CogCompression, CogConfig } from '@pvs/core/config/cog';
import { invalidInput } from '@pvs/core/errors';

/** What limits the compressions that a raster may get: one entry a band. */
export type RasterKind = readonly { readonly dataType: string; readonly color: ColorInterpretation }[];

interface Limit {
  /** Data bands; an alpha band becomes a mask and does not count. */
  readonly bandCounts: readonly number[];
  readonly allowed: string;
}

/** Codecs of pictures. The others take any raster. */
const LIMITS: Readonly<Partial<Record<CogCompression, Limit>>> = {
  JPEG: { bandCounts: [1, 3], allowed: 'one or three bands of 8 bits without a palette' },
  WEBP: { bandCounts: [3], allowed: 'three bands of 8 bits without a palette' },
};

/**
 * Refuses a compression that cannot hold a raster.
 * @throws InvalidInput `CogOptionsUnfit`, with what the compression can hold
 */
export function checkCogOptions({ compression }: Pick<CogConfig, 'compression'>, bands: RasterKind): void {
  const limit = LIMITS[compression];
  if (!limit) return;
  const data = bands.filter(({ color }) => color !== 'alpha');
  const fits = data.every(({ dataType, color }) => dataType === 'Byte' && color !== 'palette');
  if (fits && limit.bandCounts.includes(data.length)) return;
  const types = [...new Set(data.map(({ dataType }) => dataType))].join(', ');
  const palette = data.some(({ color }) => color === 'palette') ? ' with a palette' : '';
  throw invalidInput(
    `compression ${compression} is for ${limit.allowed}; the raster has ${data.length} of ${types}${palette}: choose DEFLATE, ZSTD, LZW or LERC for it, or scale it to 8 bits first`,
    { code: 'CogOptionsUnfit', detail: { compression, bands: data.length, types } },
  );
}
