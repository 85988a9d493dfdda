import type { Extent } from '@pvs/core/catalogue/collection-extent';
import type { LinkedSet } from '@pvs/core/config/tile-matrix-set-link';
import { requireCrs } from '@pvs/core/crs/crs';
import { projectBox } from '@pvs/core/geometry/project-box';
import { matrixAt, tilesIn } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';

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
 * be positive (OGC 07-057r7 XSD), so that matrices of one tile go without limits, and limits of 0 are widened to 1:
 * OpenLayers takes a matrix without limits among others that have them to be none of the layer's.
 */
export function tileMatrixSetLink(
  { tms, minZoom, maxZoom }: LinkedSet,
  extent: Extent | undefined,
): XmlFragment {
  const box = extent && projectBox(extent.box, tms.crs);
  const limits: XmlFragment[] = [];
  for (let zoom = minZoom; zoom <= maxZoom; zoom += 1) {
    const range = box && tilesIn(tms, zoom, box);
    const { columns, rows } = matrixAt(tms, zoom);
    if (!range || columns === 1 || rows === 1) continue;
    const [maxColumn, maxRow] = [Math.max(1, range.maxColumn), Math.max(1, range.maxRow)];
    limits.push(
      xml`<TileMatrixLimits><TileMatrix>${zoom}</TileMatrix><MinTileRow>${range.minRow}</MinTileRow><MaxTileRow>${maxRow}</MaxTileRow><MinTileCol>${range.minColumn}</MinTileCol><MaxTileCol>${maxColumn}</MaxTileCol></TileMatrixLimits>`,
    );
  }
  const list = limits.length > 0 && xml`<TileMatrixSetLimits>${limits}</TileMatrixSetLimits>`;
  return xml`<TileMatrixSetLink><TileMatrixSet>${tms.id}</TileMatrixSet>${list}</TileMatrixSetLink>`;
}
