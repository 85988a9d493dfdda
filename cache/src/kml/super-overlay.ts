import type { StackConfig } from '@pvs/core/config/stack';
import type { LinkedSet } from '@pvs/core/config/tile-matrix-set-link';
import { type Box, boxesOverlap } from '@pvs/core/geometry/box';
import { hasTile, tileBox, type TileAddress } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';

/** Pixels on the screen from which a tile is shown, and from which its four children replace it. */
const SHOW_PX = 128;
const REPLACE_PX = 512;

/** What a super-overlay is made of. */
export interface OverlayContext {
  readonly layer: string;
  readonly title: string;
  readonly link: LinkedSet;
  /** Longitude/latitude boxes of what the layer shows: what is outside has no document. */
  readonly boxes: readonly Box[];
  readonly stack: StackConfig;
  readonly stackUrl: string;
  /** Empty, or `?time=…`. */
  readonly query: string;
}

/** The document that leads to the coarsest tiles (OGC 12-007r2 §11: regions and network links). */
export function overlayRoot(context: OverlayContext): string {
  const { link } = context;
  const matrix = link.tms.matrices[link.minZoom]!;
  const tiles: TileAddress[] = [];
  for (let row = 0; row < matrix.rows; row += 1) {
    for (let column = 0; column < matrix.columns; column += 1)
      tiles.push({ zoom: link.minZoom, column, row });
  }
  return kml(xml`<name>${context.title}</name>
${linksTo(tiles, context)}`);
}

/** One tile as a ground overlay, with links to the four that it is replaced by. */
export function overlayTile(address: TileAddress, context: OverlayContext): string {
  const { zoom, column, row } = address;
  const children = [0, 1, 2, 3].map((i) => ({
    zoom: zoom + 1,
    column: 2 * column + (i % 2),
    row: 2 * row + Math.floor(i / 2),
  }));
  const box = tileBox(context.link.tms, address);
  const next = zoom < context.link.maxZoom ? linksTo(children, context) : [];
  return kml(xml`${regionOf(box, next.length > 0 ? REPLACE_PX * 4 : -1)}
<GroundOverlay><drawOrder>${zoom}</drawOrder><Icon><href>${tileUrl(address, context)}</href></Icon>${latLonBox(box, 'LatLonBox')}</GroundOverlay>
${next}`);
}

function linksTo(tiles: readonly TileAddress[], context: OverlayContext): XmlFragment[] {
  return tiles
    .filter((tile) => hasTile(context.link.tms, tile))
    .map((tile) => ({ tile, box: tileBox(context.link.tms, tile) }))
    .filter(({ box }) => context.boxes.some((shown) => boxesOverlap(shown, box)))
    .map(
      ({ tile, box }) =>
        xml`<NetworkLink>${regionOf(box, -1)}<Link><href>${kmlUrl(tile, context)}</href><viewRefreshMode>onRegion</viewRefreshMode></Link></NetworkLink>
`,
    );
}

const regionOf = (box: Box, maxLodPixels: number) =>
  xml`<Region>${latLonBox(box, 'LatLonAltBox')}<Lod><minLodPixels>${SHOW_PX}</minLodPixels><maxLodPixels>${maxLodPixels}</maxLodPixels></Lod></Region>`;

function latLonBox({ minX, minY, maxX, maxY }: Box, name: 'LatLonBox' | 'LatLonAltBox'): XmlFragment {
  const edges = xml`<north>${maxY}</north><south>${minY}</south><east>${maxX}</east><west>${minX}</west>`;
  return name === 'LatLonBox'
    ? xml`<LatLonBox>${edges}</LatLonBox>`
    : xml`<LatLonAltBox>${edges}</LatLonAltBox>`;
}

const addressPath = ({ zoom, column, row }: TileAddress) => `${zoom}/${column}/${row}`;

const kmlUrl = (tile: TileAddress, { stackUrl, layer, query }: OverlayContext) =>
  `${stackUrl}/cache/kml/${encodeURIComponent(layer)}/${addressPath(tile)}.kml${query}`;

/** Google Earth knows no WebP. */
const tileUrl = (tile: TileAddress, { stackUrl, layer, link, query }: OverlayContext) =>
  `${stackUrl}/cache/tiles/${encodeURIComponent(layer)}/${link.id}/${addressPath(tile)}.png${query}`;

const kml = (content: XmlFragment) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${xml`<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${content}</Document></kml>`.toString()}\n`;
