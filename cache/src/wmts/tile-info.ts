import { z } from 'zod';
import { invalidInput, notFound, sourceUnavailable } from '@pvs/core/errors';
import { infoFormats } from '@pvs/core/ows/info-formats';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { AskedOws, OwsResponse } from '@pvs/core/ows/ows-request';
import { tileBox } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import type { CacheContext } from '../cache-context.ts';
import type { Renderer } from '../renderer.ts';
import { readTileRequest, type TileWords } from '../tiles/tile-request.ts';

/** A pixel of a tile as it was asked about, in words. */
export interface TileInfoWords extends TileWords {
  /** Column and row of the pixel, from the tile's top left corner. */
  readonly i: string;
  readonly j: string;
  /** Media type or extension. */
  readonly infoFormat: string;
}

/**
 * What lies under a pixel of a tile (OGC 07-057r7 §7.3): the renderer is asked about the map that the tile is.
 * @throws InvalidInput `PointIJOutOfRange` or about another parameter; what the renderer throws
 */
export async function readTileInfo(
  words: TileInfoWords,
  { stack, follower }: CacheContext,
  renderer: Renderer,
  asked: AskedOws,
): Promise<OwsResponse> {
  const { layer, tms, address } = readTileRequest(words, stack, follower.index);
  const { crs, minX, minY, maxX, maxY } = tileBox(tms, address);
  const kvp: Kvp = new Map([
    ['service', 'WMS'],
    // Before 1.3.0 coordinates are x, y in every CRS.
    ['version', '1.1.1'],
    ['request', 'GetFeatureInfo'],
    ['layers', layer.name],
    ['query_layers', layer.name],
    ['srs', crs],
    ['bbox', [minX, minY, maxX, maxY].join(',')],
    ['width', String(tms.tileSizePx)],
    ['height', String(tms.tileSizePx)],
    ['x', String(readPixel(words.i, 'i', tms.tileSizePx))],
    ['y', String(readPixel(words.j, 'j', tms.tileSizePx))],
    ['info_format', mediaTypeOf(words.infoFormat)],
    ['feature_count', FEATURE_COUNT],
    ['exceptions', 'application/json'],
    ...(words.time === '' ? [] : [['time', words.time] as const]),
  ]);
  const answer = await renderer.ows(kvp, asked);
  if ((answer.status ?? 200) >= 400) throw failureOf(answer);
  return answer;
}

/** WMTS has no parameter for it: what lies over each other there is worth seeing. */
const FEATURE_COUNT = '10';

function readPixel(text: string, locator: 'i' | 'j', sizePx: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value < sizePx) return value;
  throw invalidInput(
    `parameter '${locator}': expected a whole number from 0 to ${sizePx - 1}, given '${text.slice(0, 200)}'`,
    { code: 'PointIJOutOfRange', detail: { locator } },
  );
}

function mediaTypeOf(text: string): string {
  const wanted = text.toLowerCase();
  const found = infoFormats.find((format) => format.mediaType === wanted || format.extension === wanted);
  if (found) return found.mediaType;
  throw notFound(
    `there is no format '${text.slice(0, 200)}' of information: allowed are ${infoFormats.map(({ mediaType }) => mediaType).join(', ')}`,
    { code: 'InvalidParameterValue', detail: { locator: 'infoformat' } },
  );
}

const report = z.object({ exceptions: z.array(z.object({ text: z.string() })).min(1) });

/** A renderer in another process answers failures, one in this process throws them. */
function failureOf({ status = 500, body }: OwsResponse): Error {
  const read = report.safeParse(parseJson(body.toString()));
  const message = read.data?.exceptions[0]?.text ?? `the renderer answered ${status}`;
  return status < 500 ? invalidInput(message) : sourceUnavailable(message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
