import { z } from 'zod';
import { crsCodes, findCrs } from '../crs/crs.ts';
import { MAX_ZOOM, quadtree } from '../tile-matrix-set/quadtree.ts';
import { findTileMatrixSet, tileMatrixSets } from '../tile-matrix-set/registry.ts';
import type { TileMatrixSet } from '../tile-matrix-set/tile-matrix-set.ts';

const zoom = z.number().int().min(0).max(MAX_ZOOM);

const linkSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'expected letters, digits and _ . -')
    .describe(
      `One of ${tileMatrixSets.map(({ id }) => id).join(', ')}, UTM01WGS84Quad to UTM60WGS84Quad; or a name of its own, with the keys from \`crs\` on`,
    ),
  minZoom: zoom.default(0),
  maxZoom: zoom.default(18),
  title: z.string().optional().describe('For capabilities'),
  crs: z.string().optional().describe('CRS of a set of its own, `EPSG:n`'),
  origin: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe('Top left corner of a set of its own, easting (longitude) first'),
  resolution: z
    .number()
    .positive()
    .optional()
    .describe('Units of the CRS per pixel at zoom 0; each zoom halves it'),
  columns: z.number().int().min(1).max(1000).optional().describe('Tiles at zoom 0, 1 unless given'),
  rows: z.number().int().min(1).max(1000).optional().describe('See columns'),
  tileSizePx: z
    .union([z.literal(256), z.literal(512)])
    .optional()
    .describe('256 unless given'),
});

type Link = z.infer<typeof linkSchema>;

/** A tile matrix set as this stack serves it. */
export interface LinkedSet {
  readonly id: string;
  readonly minZoom: number;
  readonly maxZoom: number;
  readonly tms: TileMatrixSet;
}

/** A known set by its name, or one of the stack's own. */
export const tileMatrixSetLink = linkSchema.transform((link, context): LinkedSet => {
  const wrong = (key: string, message: string) => {
    context.addIssue({ code: 'custom', path: [key], message });
    return z.NEVER;
  };
  if (link.minZoom > link.maxZoom) {
    context.addIssue({ code: 'custom', message: 'minZoom is greater than maxZoom' });
    return z.NEVER;
  }
  const { id, maxZoom } = link;
  const known = findTileMatrixSet(id);
  const own = (['crs', 'origin', 'resolution', 'columns', 'rows', 'tileSizePx', 'title'] as const).filter(
    (key) => link[key] !== undefined,
  );
  if (known && own[0]) return wrong(own[0], `'${id}' is a known set, whose grid is given`);
  if (known) {
    if (known.id !== id) return wrong('id', `'${id}' is another name of '${known.id}': use that`);
    return { id, minZoom: Math.max(link.minZoom, known.firstZoom ?? 0), maxZoom, tms: known };
  }
  const tms = ownSet(link);
  return typeof tms === 'string'
    ? wrong(tms, whatIsMissing(link, tms))
    : { id, minZoom: link.minZoom, maxZoom, tms };
});

/** The set, or the key that is missing or wrong. */
function ownSet({ id, title = id, crs, origin, resolution, columns = 1, rows = 1, tileSizePx = 256 }: Link) {
  if (crs === undefined && !origin && resolution === undefined) return 'id';
  if (crs === undefined || !findCrs(crs)) return 'crs';
  if (!origin) return 'origin';
  if (resolution === undefined) return 'resolution';
  return quadtree({ id, aliases: [], title, crs, origin, tileSizePx, resolution, columns, rows });
}

function whatIsMissing({ id, crs }: Link, key: string): string {
  if (key === 'id') {
    const known = tileMatrixSets.map((tms) => tms.id).join(', ');
    return `'${id}' is not a known tile matrix set (${known}, UTM01WGS84Quad to UTM60WGS84Quad) and has no grid of its own: expected crs, origin and resolution`;
  }
  if (key === 'crs' && crs !== undefined) {
    return `'${crs}' is not a CRS this stack draws in: expected ${crsCodes()}`;
  }
  return `missing: a set of its own has crs, origin and resolution`;
}

/** The set that a name or an alias means in a stack; undefined for none. */
export function findLinkedSet(name: string, links: readonly LinkedSet[]): LinkedSet | undefined {
  return links.find(({ id }) => id === name) ?? links.find(({ tms }) => tms.aliases.includes(name));
}
