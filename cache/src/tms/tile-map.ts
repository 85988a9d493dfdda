import type { Extent } from '@pvs/core/catalogue/collection-extent';
import type { CatalogueIndex } from '@pvs/core/catalogue/catalogue-index';
import type { StackConfig } from '@pvs/core/config/stack';
import type { LinkedSet } from '@pvs/core/config/tile-matrix-set-link';
import { projectBox } from '@pvs/core/geometry/project-box';
import { advertisedLayers } from '@pvs/core/layers/layer';
import { matrixAt, rangeBox } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { xml } from '@pvs/core/xml/xml-template';
import { requireTileFormat } from '../tiles/tile-format.ts';

/** Where a TMS is, and how its tile maps are named: `layer@set`. */
const SERVICE_PATH = '/cache/tms/1.0.0';
export const tileMapName = (layer: string, set: string) => `${layer}@${set}`;

/** The profiles of the Tile Map Service specification (OSGeo, 1.0.0) that fit. */
const PROFILES: Readonly<Record<string, string>> = {
  'EPSG:3857': 'global-mercator',
  'EPSG:4326': 'global-geodetic',
};
const document = (body: { toString(): string }) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${body.toString()}\n`;

/** The list of the service's tile maps. */
export function tileMapService(stack: StackConfig, index: CatalogueIndex, stackUrl: string): string {
  const maps = advertisedLayers(stack, index).flatMap(({ layers }) =>
    layers.flatMap((layer) => stack.tileMatrixSets.map((link) => ({ layer, link }))),
  );
  return document(xml`<TileMapService version="1.0.0" services="${stackUrl}/cache/tms">
<Title>${stack.title}</Title>
<Abstract>${stack.abstract}</Abstract>
<TileMaps>
${maps.map(
  ({ layer, link }) =>
    xml`<TileMap title="${layer.title}" srs="${link.tms.crs}" profile="${PROFILES[link.tms.crs] ?? 'local'}" href="${hrefOf(stackUrl, layer.name, link)}"/>
`,
)}</TileMaps>
</TileMapService>`);
}

/** One tile map: rows count up from the bottom left corner of the set. */
export function tileMap(
  layer: { readonly name: string; readonly title: string; readonly collection: string },
  link: LinkedSet,
  stack: StackConfig,
  index: CatalogueIndex,
  stackUrl: string,
): string {
  const { tms, minZoom, maxZoom } = link;
  const { mediaType, extension } = requireTileFormat(stack.cache.format);
  const first = matrixAt(tms, minZoom);
  const whole = rangeBox(tms, {
    zoom: minZoom,
    minColumn: 0,
    maxColumn: first.columns - 1,
    minRow: 0,
    maxRow: first.rows - 1,
  });
  const { minX, minY, maxX, maxY } = extentIn(link, index.extent(layer.collection)) ?? whole;
  const zooms = tms.matrices.filter(({ zoom }) => zoom >= minZoom && zoom <= maxZoom);
  const href = hrefOf(stackUrl, layer.name, link);
  return document(xml`<TileMap version="1.0.0" tilemapservice="${stackUrl}${SERVICE_PATH}/">
<Title>${layer.title}</Title>
<Abstract>${stack.abstract}</Abstract>
<SRS>${tms.crs}</SRS>
<BoundingBox minx="${minX}" miny="${minY}" maxx="${maxX}" maxy="${maxY}"/>
<Origin x="${whole.minX}" y="${whole.minY}"/>
<TileFormat width="${tms.tileSizePx}" height="${tms.tileSizePx}" mime-type="${mediaType}" extension="${extension}"/>
<TileSets profile="${PROFILES[tms.crs] ?? 'local'}">
${zooms.map(
  ({ zoom, resolution }) =>
    xml`<TileSet href="${href}/${zoom}" units-per-pixel="${resolution}" order="${zoom - minZoom}"/>
`,
)}</TileSets>
</TileMap>`);
}

const hrefOf = (stackUrl: string, layer: string, { id }: LinkedSet) =>
  `${stackUrl}${SERVICE_PATH}/${encodeURIComponent(tileMapName(layer, id))}`;

const extentIn = ({ tms }: LinkedSet, extent: Extent | undefined) =>
  extent && projectBox(extent.box, tms.crs);

/** The row as WMTS counts it, from the row of TMS. */
export function flipRow(row: string, zoom: string, { tms }: LinkedSet): string {
  const matrix = tms.matrices[Number(zoom)];
  // What is no row or no zoom is said where the tile is looked for.
  return matrix && /^\d{1,9}$/.test(row) && Number(row) < matrix.rows
    ? String(matrix.rows - 1 - Number(row))
    : row;
}
