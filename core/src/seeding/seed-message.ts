import { z } from 'zod';
import type { StackConfig } from '../config/stack.ts';
import { invalidInput, messageOf } from '../errors.ts';
import { type Area, areaOf } from '../geometry/area.ts';
import type { Box } from '../geometry/box.ts';
import { geometryFromGeoJson } from '../geometry/geojson-geometry.ts';
import { parseInterval, type TimeInterval } from '../time/time-grammar.ts';

export type SeedFormat = StackConfig['cache']['format'];

/** What to seed: the tiles of the products of an interval. */
export interface SeedRequest {
  /** As it was given, for the requests to the cache. */
  readonly intervalText: string;
  readonly interval: TimeInterval;
  /** Names as WMS and WMTS have them. */
  readonly layers: readonly string[];
  /** Longitude/latitude; everywhere without. */
  readonly box?: Box;
  /** Everywhere without. */
  readonly area?: Area;
  readonly minZoom: number;
  readonly maxZoom: number;
  readonly formats: readonly SeedFormat[];
  /** All of the stack without. */
  readonly tileMatrixSets?: readonly string[];
}

const zoom = z.number().int().min(0).max(24);

/** What a JSON message of `seed_queue` may say. */
export const seedMessageSchema = z.strictObject({
  interval: z.string(),
  collection: z.string().optional(),
  layers: z.array(z.string()).min(1).max(100).optional(),
  bbox: z
    .tuple([z.number(), z.number(), z.number(), z.number()])
    .refine(([w, s, e, n]) => w < e && s < n, { message: 'expected [west, south, east, north]' })
    .optional(),
  geometry: z.unknown().optional(),
  minZoom: zoom.optional(),
  maxZoom: zoom.optional(),
  formats: z
    .array(z.enum(['png', 'jpeg', 'webp', 'mixed']))
    .min(1)
    .optional(),
  tileMatrixSets: z.array(z.string()).min(1).optional(),
});

export type SeedMessage = z.infer<typeof seedMessageSchema>;
type Config = Pick<StackConfig, 'collections' | 'seeding' | 'cache' | 'tileMatrixSets'>;

const ALLOWED = Object.keys(seedMessageSchema.shape).slice(1).join(', ');

/**
 * Reads a message of `seed_queue`: an interval, or JSON that narrows it down.
 * @example `2018-06-01/2018-06-30`, `{"interval": "2018-06", "collection": "VHR_IMAGE_2018", "maxZoom": 12}`
 */
export function parseSeedMessage(raw: string, stack: Config): SeedRequest {
  const given = messageOfQueue(raw.trim());
  const { minZoom = stack.seeding.minZoom, maxZoom = stack.seeding.maxZoom } = given;
  if (minZoom > maxZoom) {
    throw invalidInput(`minZoom ${minZoom} is greater than maxZoom ${maxZoom}`, { code: 'InvalidMessage' });
  }
  checkSets(given, stack);
  return {
    intervalText: given.interval,
    interval: parseInterval(given.interval),
    layers: given.layers ?? layersOf(given, stack),
    ...(given.bbox ? { box: boxOf(given.bbox) } : {}),
    ...(given.geometry === undefined ? {} : { area: areaOf(geometryFromGeoJson(given.geometry)) }),
    minZoom,
    maxZoom,
    formats: given.formats ?? [stack.cache.format],
    ...(given.tileMatrixSets ? { tileMatrixSets: given.tileMatrixSets } : {}),
  };
}

/** Each collection's own layer, which shares its name. */
function layersOf({ collection }: SeedMessage, { collections }: Config): string[] {
  const ids = collections.map(({ id }) => id);
  if (collection === undefined) return ids;
  if (ids.includes(collection)) return [collection];
  throw invalidInput(`collection '${collection}' is not one of this stack: allowed are ${ids.join(', ')}`, {
    code: 'UnknownCollection',
  });
}

function checkSets({ tileMatrixSets = [] }: SeedMessage, stack: Config): void {
  const ids = stack.tileMatrixSets.map(({ id }) => id);
  const unknown = tileMatrixSets.find((id) => !ids.includes(id));
  if (unknown === undefined) return;
  throw invalidInput(`there is no tile matrix set '${unknown}': allowed are ${ids.join(', ')}`, {
    code: 'UnknownTileMatrixSet',
  });
}

const boxOf = ([minX, minY, maxX, maxY]: readonly [number, number, number, number]): Box => ({
  crs: 'EPSG:4326',
  minX,
  minY,
  maxX,
  maxY,
});

function messageOfQueue(text: string): SeedMessage {
  if (!text.startsWith('{')) return { interval: text };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalidInput(`the message begins like JSON but is not: ${messageOf(cause)}`, {
      code: 'InvalidMessage',
      cause,
    });
  }
  const parsed = seedMessageSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw invalidInput(
    `${issue.path.join('.') || 'the message'}: ${issue.message}; expected {"interval": …} with optional ${ALLOWED}`,
    { code: 'InvalidMessage' },
  );
}
