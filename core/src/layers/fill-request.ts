import { z } from 'zod';
import { invalidInput } from '../errors.ts';

/** Where the cache takes {@link FillRequest}s, by POST. */
export const FILL_PATH = '/cache/fill';

/** A metatile has no more (`cache.metatile`). */
export const MAX_FILL_TILES = 256;

const integer = z.number().int().min(0);

const fillRequest = z.strictObject({
  layer: z.string(),
  tileMatrixSet: z.string(),
  zoom: integer,
  format: z.enum(['png', 'jpeg', 'webp', 'mixed']),
  /** As tiles are asked for: empty for the layer's own. */
  time: z.string(),
  tiles: z
    .array(z.tuple([integer, integer]))
    .min(1)
    .max(MAX_FILL_TILES),
});

/** What the seeder asks the cache for: that it keeps some tiles of one zoom, given by column and row. */
export type FillRequest = z.infer<typeof fillRequest>;

const fillAnswer = z.object({ outcomes: z.array(z.enum(['miss', 'hit', 'empty', 'failed'])).min(1) });

/** What became of a tile: drawn for this request, there already, without content, refused. */
export type FillOutcome = z.infer<typeof fillAnswer>['outcomes'][number];

/** Of the first tiles that were asked for, in their order: those that the cache came to in time. */
export type FillAnswer = z.infer<typeof fillAnswer>;

/** @throws InvalidInput `InvalidMessage` where it is none */
export function readFillRequest(json: unknown): FillRequest {
  const read = fillRequest.safeParse(json);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  throw invalidInput(
    `${issue.path.join('.') || 'the body'}: ${issue.message}; expected {${Object.keys(fillRequest.shape).join(', ')}}`,
    { code: 'InvalidMessage' },
  );
}

/** Undefined where it is none. */
export const readFillAnswer = (json: unknown): FillAnswer | undefined => fillAnswer.safeParse(json).data;
