import { z } from 'zod';
import type { StackConfig } from '@pvs/core/config/stack';
import { invalidInput, messageOf } from '@pvs/core/errors';
import type { Box } from '@pvs/core/geometry/box';
import { parseInterval, type TimeInterval } from '@pvs/core/time/time-grammar';

/** What to seed: the tiles of the products of an interval. */
export interface SeedRequest {
  /** As it was given, for the requests to the cache. */
  readonly intervalText: string;
  readonly interval: TimeInterval;
  readonly collections: readonly string[];
  /** Longitude/latitude; everywhere without. */
  readonly box?: Box;
  readonly minZoom: number;
  readonly maxZoom: number;
}

const zoom = z.number().int().min(0).max(24);

const messageSchema = z.strictObject({
  interval: z.string(),
  collection: z.string().optional(),
  bbox: z
    .tuple([z.number(), z.number(), z.number(), z.number()])
    .refine(([w, s, e, n]) => w < e && s < n, { message: 'expected [west, south, east, north]' })
    .optional(),
  minZoom: zoom.optional(),
  maxZoom: zoom.optional(),
});

type Config = Pick<StackConfig, 'collections' | 'seeding'>;

/**
 * Reads a message of `seed_queue`: an interval, or JSON that narrows it down.
 * @example `2018-06-01/2018-06-30`, `{"interval": "2018-06", "collection": "VHR_IMAGE_2018", "maxZoom": 12}`
 */
export function parseSeedMessage(raw: string, { collections, seeding }: Config): SeedRequest {
  const text = raw.trim();
  const given = messageOfQueue(text);
  const ids = collections.map(({ id }) => id);
  if (given.collection !== undefined && !ids.includes(given.collection)) {
    throw invalidInput(
      `collection '${given.collection}' is not one of this stack: allowed are ${ids.join(', ')}`,
      {
        code: 'UnknownCollection',
      },
    );
  }
  const { minZoom = seeding.minZoom, maxZoom = seeding.maxZoom } = given;
  if (minZoom > maxZoom) {
    throw invalidInput(`minZoom ${minZoom} is greater than maxZoom ${maxZoom}`, { code: 'InvalidMessage' });
  }
  return {
    intervalText: given.interval,
    interval: parseInterval(given.interval),
    collections: given.collection === undefined ? ids : [given.collection],
    ...(given.bbox ? { box: boxOf(given.bbox) } : {}),
    minZoom,
    maxZoom,
  };
}

const boxOf = ([minX, minY, maxX, maxY]: readonly [number, number, number, number]): Box => ({
  crs: 'EPSG:4326',
  minX,
  minY,
  maxX,
  maxY,
});

function messageOfQueue(text: string): z.infer<typeof messageSchema> {
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
  const parsed = messageSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw invalidInput(
    `${issue.path.join('.') || 'the message'}: ${issue.message}; expected {"interval": …} with optional collection, bbox, minZoom, maxZoom`,
    { code: 'InvalidMessage' },
  );
}
