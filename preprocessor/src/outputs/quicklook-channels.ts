import type { ProductTypeConfig } from '@pvs/core/config/stack';
import type { WrittenCog } from '../gdal/gdal-job.ts';
import { bandNames } from './band-names.ts';

export interface QuicklookChannel {
  /** From 1. */
  readonly band: number;
  readonly range?: readonly [number, number];
}

/**
 * The bands of a COG that a small picture shows: those of the type's default browse, else three of 8 bits as they
 * are, else the first. Undefined where the default browse shows bands that it has not.
 */
export function quicklookChannels(
  { browses }: Pick<ProductTypeConfig, 'browses'>,
  { bands, dataType }: Pick<WrittenCog, 'bands' | 'dataType'>,
): QuicklookChannel[] | undefined {
  const configured = browses['default']?.channels;
  // What is worked out from bands needs the renderer: the preview shows the bands as they are.
  if (!configured || configured.some((channel) => channel.band === undefined)) {
    const colors = bands.flatMap(({ color }, i) => (color === 'alpha' ? [] : [{ band: i + 1 }]));
    return dataType === 'uint8' && colors.length >= 3 ? colors.slice(0, 3) : colors.slice(0, 1);
  }
  const names = bandNames(bands);
  const channels = configured.map(({ band, range }) => ({
    band: typeof band === 'number' ? band : names.indexOf(band!) + 1,
    ...(typeof range === 'object' && { range }),
  }));
  return channels.every(({ band }) => band >= 1 && band <= bands.length) ? channels : undefined;
}
