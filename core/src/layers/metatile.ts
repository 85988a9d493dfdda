import { z } from 'zod';
import { invalidInput } from '../errors.ts';
import { readFramed, writeFramed } from './framed-message.ts';

/** What the cache asks the renderer for: tiles of one layer, drawn in one pass. */
export interface MetatileRequest {
  readonly layer: string;
  /** See `stylesOf`; the default one where absent. */
  readonly style?: string;
  readonly tileMatrixSet: string;
  /** `mixed` is JPEG where a tile is opaque, else PNG. */
  readonly format: 'png' | 'jpeg' | 'webp' | 'mixed';
  /** The block that is drawn: the same for all tiles of a metatile, so that each pixel comes out the same. */
  readonly range: {
    readonly zoom: number;
    readonly minColumn: number;
    readonly maxColumn: number;
    readonly minRow: number;
    readonly maxRow: number;
  };
  /** What to draw, topmost first, at exactly these revisions. */
  readonly products: readonly { readonly identifier: string; readonly revision: number }[];
  /** Those of the block that are wanted: the rest of it is left alone. */
  readonly tiles: readonly WantedTile[];
  /** How many of the products, from the topmost, are not in the tiles' bases; 0 unless given. */
  readonly added?: number;
}

export interface WantedTile {
  readonly column: number;
  readonly row: number;
  /** Position of its topmost product in `products`. */
  readonly topmost: number;
  /** The tile without the added products, as a lossless picture, empty where it shows nothing. */
  readonly base?: Buffer;
}

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
 * Draws the wanted tiles of a metatile. Fails with `Conflict` where the catalogue has other revisions by now, with
 * `SourceUnavailable` where a source cannot be read.
 */
export type DrawMetatile = (request: MetatileRequest, signal?: AbortSignal) => Promise<readonly DrawnTile[]>;

export const METATILE_MEDIA_TYPE = 'application/vnd.pvs.metatile';

const integer = z.number().int();
const place = z.object({ column: integer, row: integer });

const requestHeader = z.object({
  layer: z.string(),
  style: z.string().optional(),
  tileMatrixSet: z.string(),
  format: z.enum(['png', 'jpeg', 'webp', 'mixed']),
  range: z.object({
    zoom: integer,
    minColumn: integer,
    maxColumn: integer,
    minRow: integer,
    maxRow: integer,
  }),
  products: z.array(z.object({ identifier: z.string(), revision: integer })),
  tiles: z.array(place.extend({ topmost: integer.min(0), hasBase: z.boolean() })),
  added: integer.min(0).optional(),
});

/** A request as one message: everything but the bases, then these in the order of the tiles that have one. */
export function writeMetatileRequest({ tiles, ...rest }: MetatileRequest): Buffer {
  const header = {
    ...rest,
    tiles: tiles.map(({ base, ...tile }) => ({ ...tile, hasBase: base !== undefined })),
  };
  return writeFramed(
    header,
    tiles.flatMap(({ base }) => base ?? []),
  );
}

/** The inverse of {@link writeMetatileRequest}; `InvalidInput` says what is wrong with a message. */
export function readMetatileRequest(message: Buffer): MetatileRequest {
  const { header, bodies } = readFramed(message);
  const { data, error } = requestHeader.safeParse(header);
  if (!data)
    throw invalidInput(`cannot read the metatile request: ${z.prettifyError(error)}`, {
      code: 'InvalidMetatile',
    });
  const { tiles, added, style, ...rest } = data;
  let next = 0;
  return {
    ...rest,
    tiles: tiles.map(({ hasBase, ...tile }) => {
      const base = hasBase ? bodies[next++] : undefined;
      return base ? { ...tile, base } : tile;
    }),
    ...(added === undefined ? {} : { added }),
    ...(style === undefined ? {} : { style }),
  };
}

const tileHeaders = z.array(place.extend({ isEmpty: z.boolean(), mediaType: z.string() }));

export const writeTiles = (tiles: readonly DrawnTile[]): Buffer =>
  writeFramed(
    tiles.map(({ body: _body, ...rest }) => rest),
    tiles.map(({ body }) => body),
  );

/** The inverse of {@link writeTiles}. */
export function readTiles(message: Buffer): DrawnTile[] {
  const { header, bodies } = readFramed(message);
  return tileHeaders.parse(header).map((tile, i) => ({ ...tile, body: bodies[i] ?? Buffer.alloc(0) }));
}
