import { z } from 'zod';
import { invalidInput } from '../errors.ts';

/** A block of tiles of one layer, drawn in one pass. What the cache asks the renderer for. */
export const metatileRequest = z.object({
  layer: z.string(),
  /** The default one where absent. */
  style: z.string().optional(),
  tileMatrixSet: z.string(),
  /** `mixed` is JPEG where a tile is opaque, else PNG. */
  format: z.enum(['png', 'jpeg', 'webp', 'mixed']),
  range: z.object({
    zoom: z.number().int(),
    minColumn: z.number().int(),
    maxColumn: z.number().int(),
    minRow: z.number().int(),
    maxRow: z.number().int(),
  }),
  /** What to draw, topmost first, at exactly these revisions. */
  products: z.array(z.object({ identifier: z.string(), revision: z.number().int() })),
});

export type MetatileRequest = z.infer<typeof metatileRequest>;

/** One encoded tile. */
export interface DrawnTile {
  readonly column: number;
  readonly row: number;
  /** True where nothing is drawn on it. */
  readonly isEmpty: boolean;
  readonly mediaType: string;
  readonly body: Buffer;
}

/**
 * Draws a metatile. Fails with `Conflict` where the catalogue has other revisions by now, with `SourceUnavailable`
 * where a source cannot be read.
 */
export type DrawMetatile = (request: MetatileRequest, signal?: AbortSignal) => Promise<readonly DrawnTile[]>;

export const METATILE_MEDIA_TYPE = 'application/vnd.pvs.metatile';

const header = z.array(
  z.object({
    column: z.number().int(),
    row: z.number().int(),
    isEmpty: z.boolean(),
    mediaType: z.string(),
    sizeBytes: z.number().int().min(0),
  }),
);

/** Tiles as one message: the length of a JSON list (four bytes, big-endian), the list, the bodies in its order. */
export function writeTiles(tiles: readonly DrawnTile[]): Buffer {
  const list = Buffer.from(
    JSON.stringify(tiles.map(({ body, ...rest }) => ({ ...rest, sizeBytes: body.length }))),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32BE(list.length);
  return Buffer.concat([length, list, ...tiles.map((tile) => tile.body)]);
}

/** The inverse of {@link writeTiles}. */
export function readTiles(message: Buffer): DrawnTile[] {
  const end = message.length >= 4 ? 4 + message.readUInt32BE() : Infinity;
  if (end > message.length) throw invalidInput('the metatile message is cut', { code: 'InvalidMetatile' });
  let offset = end;
  const tiles = header.parse(JSON.parse(message.toString('utf8', 4, end))).map(({ sizeBytes, ...rest }) => {
    const body = message.subarray(offset, offset + sizeBytes);
    offset += sizeBytes;
    return { ...rest, body };
  });
  if (offset !== message.length)
    throw invalidInput('the metatile message is cut', { code: 'InvalidMetatile' });
  return tiles;
}
