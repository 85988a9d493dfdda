import type { Extent } from '@pvs/core/catalogue/footprint-index';
import type { StackConfig } from '@pvs/core/config/stack';
import { projector, requireCrs } from '@pvs/core/crs/crs';
import type { Box } from '@pvs/core/geometry/box';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import { type TileMatrixSet, tilesIn } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';

/** A tile matrix set with the zooms at which this stack serves it. */
export interface LinkedSet {
  readonly tms: TileMatrixSet;
  readonly minZoom: number;
  readonly maxZoom: number;
}

export function linkedSets(stack: StackConfig): LinkedSet[] {
  return stack.tileMatrixSets.map(({ id, minZoom, maxZoom }) => ({
    tms: findTileMatrixSet(id)!,
    minZoom,
    maxZoom,
  }));
}

/** The set as WMTS writes it: the CRS as a URN, the corner in that CRS's own axis order. */
export function tileMatrixSetXml({ tms, minZoom, maxZoom }: LinkedSet): XmlFragment {
  const crs = requireCrs(tms.crs);
  const [x, y] = tms.origin;
  const corner = crs.axisOrder === 'yx' ? `${y} ${x}` : `${x} ${y}`;
  const matrices = tms.matrices.filter(({ zoom }) => zoom >= minZoom && zoom <= maxZoom);
  return xml`<TileMatrixSet>
<ows:Title>${tms.title}</ows:Title>
<ows:Identifier>${tms.id}</ows:Identifier>
<ows:SupportedCRS>urn:ogc:def:crs:EPSG::${tms.crs.replace('EPSG:', '')}</ows:SupportedCRS>
${tms.wellKnownScaleSet !== undefined && xml`<WellKnownScaleSet>${tms.wellKnownScaleSet}</WellKnownScaleSet>`}
${matrices.map(
  ({
    zoom,
    scaleDenominator,
    columns,
    rows,
  }) => xml`<TileMatrix><ows:Identifier>${zoom}</ows:Identifier><ScaleDenominator>${scaleDenominator}</ScaleDenominator><TopLeftCorner>${corner}</TopLeftCorner><TileWidth>${tms.tileSizePx}</TileWidth><TileHeight>${tms.tileSizePx}</TileHeight><MatrixWidth>${columns}</MatrixWidth><MatrixHeight>${rows}</MatrixHeight></TileMatrix>
`,
)}</TileMatrixSet>`;
}

/**
 * A layer's link to a set, with the tiles that its products lie on. The schema wants the greatest column and row to
 * be positive (OGC 07-057r7 XSD), so that the coarse matrices where they are 0 go without limits.
 */
export function tileMatrixSetLink(
  { tms, minZoom, maxZoom }: LinkedSet,
  extent: Extent | undefined,
): XmlFragment {
  const box = extent && boxIn(tms, extent.box);
  const limits: XmlFragment[] = [];
  for (let zoom = minZoom; zoom <= maxZoom; zoom += 1) {
    const range = box && tilesIn(tms, zoom, box);
    if (!range || range.maxColumn === 0 || range.maxRow === 0) continue;
    limits.push(
      xml`<TileMatrixLimits><TileMatrix>${zoom}</TileMatrix><MinTileRow>${range.minRow}</MinTileRow><MaxTileRow>${range.maxRow}</MaxTileRow><MinTileCol>${range.minColumn}</MinTileCol><MaxTileCol>${range.maxColumn}</MaxTileCol></TileMatrixLimits>`,
    );
  }
  const list = limits.length > 0 && xml`<TileMatrixSetLimits>${limits}</TileMatrixSetLimits>`;
  return xml`<TileMatrixSetLink><TileMatrixSet>${tms.id}</TileMatrixSet>${list}</TileMatrixSetLink>`;
}

/** The extent in the set's CRS, whose axes are parallel to longitude and latitude in every set there is so far. */
function boxIn(tms: TileMatrixSet, { minX, minY, maxX, maxY }: Box): Box {
  const crs = requireCrs(tms.crs);
  const [, south, , north] = crs.domain;
  const project = projector(requireCrs('EPSG:4326').proj4, crs.proj4);
  const [x0, y0] = project(minX, Math.max(minY, south));
  const [x1, y1] = project(maxX, Math.min(maxY, north));
  return { crs: tms.crs, minX: x0, minY: y0, maxX: x1, maxY: y1 };
}
