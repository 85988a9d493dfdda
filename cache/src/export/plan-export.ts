import type { CatalogueIndex } from '@pvs/core/catalogue/catalogue-index';
import { findLinkedSet, type LinkedSet } from '@pvs/core/config/tile-matrix-set-link';
import type { StackConfig } from '@pvs/core/config/stack';
import { invalidInput, limitExceeded, notFound } from '@pvs/core/errors';
import { type Box, intersectBoxes, uniteBoxes } from '@pvs/core/geometry/box';
import { type Layer, requireLayer } from '@pvs/core/layers/layer';
import { shownPlaces, shownTiles } from '@pvs/core/layers/shown-tiles';
import type { TileCover } from '@pvs/core/tile-matrix-set/tile-cover';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import type { TileMatrixSet } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { parseTime, type TimeSelection } from '@pvs/core/time/time-grammar';
import { requireTileFormat, type TileFormat } from '../tiles/tile-format.ts';
import type { ArchiveAbout, ArchiveTileFormat } from './tile-archive.ts';

/** Which tiles are to be exported, in words. */
export interface ExportWords {
  readonly layer: string;
  readonly tileMatrixSet?: string;
  readonly minZoom?: number;
  readonly maxZoom?: number;
  /** Longitude/latitude. */
  readonly box?: Box;
  readonly time?: string;
  /** Of the kept tiles; the stack's where it is not given. */
  readonly format?: string;
  /** Whom viewers are to name. */
  readonly attribution?: string;
}

export interface ExportPlan {
  readonly layer: Layer;
  readonly link: LinkedSet;
  readonly time: TimeSelection;
  readonly timeText: string;
  /** In which the tiles are kept. */
  readonly kept: TileFormat;
  /** The lowest zoom first. */
  readonly covers: readonly TileCover[];
  readonly count: number;
  readonly about: ArchiveAbout;
}

const MERCATOR = findTileMatrixSet('WebMercatorQuad')!;
const MAP: Box = { crs: 'EPSG:4326', minX: -180, minY: -85.0511287798066, maxX: 180, maxY: 85.0511287798066 };
/** Whose addresses are sorted in memory, eight bytes each. */
export const MAX_EXPORTED = 50_000_000;

/** Understands what is asked for and lists its tiles, without reading one. */
export function planExport(words: ExportWords, stack: StackConfig, index: CatalogueIndex): ExportPlan {
  const layer = requireLayer(words.layer, stack, index);
  const link = archivableSet(words.tileMatrixSet ?? MERCATOR.id, stack.tileMatrixSets);
  const { minZoom = link.minZoom, maxZoom = link.maxZoom, time: timeText = '', box } = words;
  if (minZoom > maxZoom || minZoom < link.minZoom || maxZoom > link.maxZoom) {
    throw invalidInput(
      `zooms ${minZoom}-${maxZoom} are not among those of ${link.id}: allowed are ${link.minZoom}-${link.maxZoom}`,
      { code: 'UnknownTileMatrix' },
    );
  }
  const time = parseTime(timeText);
  const wanted = { time, minZoom, maxZoom, ...(box && { box }) };
  const covers = shownTiles(layer, link, wanted, index).toReversed();
  const count = covers.reduce((sum, cover) => sum + cover.count, 0);
  if (count > MAX_EXPORTED) throw tooMany(count);
  const kept = requireTileFormat(words.format ?? stack.cache.format);
  const place = uniteBoxes(shownPlaces(layer, wanted, index));
  const { minX, minY, maxX, maxY } = (place && intersectBoxes(place, MAP)) ?? MAP;
  const abstract = stack.collections.find(({ id }) => id === layer.collection)?.abstract ?? '';
  const about: ArchiveAbout = {
    name: layer.title,
    description: [abstract, timeText].filter((text) => text !== '').join(' – '),
    attribution: words.attribution ?? '',
    format: archiveFormatOf(kept),
    bounds: [minX, minY, maxX, maxY],
    minZoom: covers[0]?.zoom ?? minZoom,
    maxZoom: covers.at(-1)?.zoom ?? maxZoom,
  };
  return { layer, link, time, timeText, kept, covers, count, about };
}

/** An archive has one format: of tiles of mixed format that is PNG, which takes both kinds as they are. */
export const archiveFormatOf = ({ name }: TileFormat): ArchiveTileFormat => (name === 'mixed' ? 'png' : name);

const tooMany = (count: number) =>
  limitExceeded(
    `${count} tiles are more than one archive takes, ${MAX_EXPORTED}: narrow it down with --zooms or --bbox`,
    { code: 'TooManyTiles' },
  );

/** Archives know tiles by zoom, column and row of Web Mercator alone (MBTiles 1.3; PMTiles v3 §3.2). */
function archivableSet(name: string, links: readonly LinkedSet[]): LinkedSet {
  const link = findLinkedSet(name, links);
  const allowed = links.filter(({ tms }) => isWebMercator(tms)).map(({ id }) => id);
  const list = allowed.length > 0 ? `allowed are ${allowed.join(', ')}` : 'this stack has none that is';
  if (!link)
    throw notFound(`there is no tile matrix set '${name}': ${list}`, { code: 'UnknownTileMatrixSet' });
  if (isWebMercator(link.tms)) return link;
  throw invalidInput(`tiles of ${link.id} have no place in an archive, which is of Web Mercator: ${list}`, {
    code: 'UnknownTileMatrixSet',
  });
}

/** One tile at zoom 0 that is the whole square map, of whatever size in pixels. */
function isWebMercator({ crs, origin, matrices, tileSizePx }: TileMatrixSet): boolean {
  const own = [...origin, widthOf(matrices, tileSizePx), matrices[0]!.columns, matrices[0]!.rows];
  const [x, y] = MERCATOR.origin;
  const wanted = [x, y, widthOf(MERCATOR.matrices, MERCATOR.tileSizePx), 1, 1];
  return crs === MERCATOR.crs && own.every((value, i) => Math.abs(value - wanted[i]!) < 1e-3);
}

const widthOf = ([first]: TileMatrixSet['matrices'], tileSizePx: number) => first!.resolution * tileSizePx;
