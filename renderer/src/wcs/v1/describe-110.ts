import type { Grid } from '@pvs/core/catalogue/product';
import { formatInstant } from '@pvs/core/time/format-instant';
import type { WcsVersion } from '@pvs/core/ows/wcs-version';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { coverageFormats } from '../coverage-formats.ts';
import type { OfferedCoverage } from '../find-coverages.ts';
import { gridCrs, inOrder } from '../grid-crs.ts';
import { boxOfGrid, toGround } from '../grid-transform.ts';
import { interpolations } from '../interpolation.ts';
import { namespaces110 } from './capabilities-110.ts';
import { crsUrn } from './crs-urn.ts';
import { BAND_AXIS } from './describe-100.ts';

/** The one field of a coverage, whose axis are its bands. */
export const FIELD = 'contents';
const SIMPLE_GRID = 'urn:ogc:def:method:WCS:1.1:2dSimpleGrid';
const TURNED_GRID = 'urn:ogc:def:method:WCS:1.1:2dGridIn2dCrs';

/** WCS 1.1 descriptions (OGC 07-067r5 §9.3). Coordinates are in the order that the CRS has. */
export const descriptions110 = (
  coverages: readonly OfferedCoverage[],
  crss: readonly string[],
  version: WcsVersion,
): XmlFragment =>
  xml`<CoverageDescriptions${namespaces110(version)}>
${coverages.map((one) => description(one, crss))}</CoverageDescriptions>`;

function description({ id, product, coverage }: OfferedCoverage, crss: readonly string[]): XmlFragment {
  const codes = [...new Set([coverage.grid.crs, ...crss])];
  const times = new Set([product.beginTime, product.endTime].map((time) => formatInstant(time)));
  return xml`<CoverageDescription><ows:Title>${id}</ows:Title><ows:Abstract>${product.collection} ${coverage.identifier}</ows:Abstract><Identifier>${id}</Identifier>
<Domain><SpatialDomain>${boxes(coverage.grid)}${gridOf(coverage.grid)}</SpatialDomain><TemporalDomain>${[...times].map((time) => xml`<gml:timePosition>${time}</gml:timePosition>`)}</TemporalDomain></Domain>
<Range>${fieldOf(coverage)}</Range>
${codes.map((code) => xml`<SupportedCRS>${crsUrn(code)}</SupportedCRS>`)}
${coverageFormats.map(({ mediaType }) => xml`<SupportedFormat>${mediaType}</SupportedFormat>`)}
</CoverageDescription>\n`;
}

/**
 * In pixels, and on the ground. Pixels count from 1: of those that count from 0 GDAL takes the last one for the size,
 * where QGIS and MapServer take it for the last one. On the ground GDAL counts middles of pixels in the first box;
 * QGIS takes the last one for the area.
 */
function boxes(grid: Grid): XmlFragment {
  const crs = gridCrs(grid);
  const whole = boxOfGrid(grid);
  const [, a, b, , d, e] = grid.transform;
  const box = (marginX: number, marginY: number) => {
    const { minX, minY, maxX, maxY } = whole;
    const low = inOrder(crs, minX + marginX, minY + marginY);
    const high = inOrder(crs, maxX - marginX, maxY - marginY);
    return xml`<ows:BoundingBox crs="${crsUrn(grid.crs)}" dimensions="2"><ows:LowerCorner>${low.join(' ')}</ows:LowerCorner><ows:UpperCorner>${high.join(' ')}</ows:UpperCorner></ows:BoundingBox>`;
  };
  return xml`<ows:BoundingBox crs="urn:ogc:def:crs:OGC::imageCRS" dimensions="2"><ows:LowerCorner>1 1</ows:LowerCorner><ows:UpperCorner>${grid.widthPx} ${grid.heightPx}</ows:UpperCorner></ows:BoundingBox>${box((Math.abs(a) + Math.abs(b)) / 2, (Math.abs(d) + Math.abs(e)) / 2)}${box(0, 0)}`;
}

/** Its origin is the middle of the first pixel. */
function gridOf(grid: Grid): XmlFragment {
  const crs = gridCrs(grid);
  const [, a, b, , d, e] = grid.transform;
  const isTurned = b !== 0 || d !== 0;
  const [x, y] = toGround(grid.transform, 0.5, 0.5);
  const offsets = isTurned ? [...inOrder(crs, a, d), ...inOrder(crs, b, e)] : inOrder(crs, a, e);
  return xml`<GridCRS><GridBaseCRS>${crsUrn(grid.crs)}</GridBaseCRS><GridType>${isTurned ? TURNED_GRID : SIMPLE_GRID}</GridType><GridOrigin>${inOrder(crs, x, y).join(' ')}</GridOrigin><GridOffsets>${offsets.join(' ')}</GridOffsets><GridCS>urn:ogc:def:cs:OGC:0.0:Grid2dSquareCS</GridCS></GridCRS>`;
}

function fieldOf({ bands }: OfferedCoverage['coverage']): XmlFragment {
  const nulls = new Set(bands.flatMap(({ nodata }) => (nodata === undefined ? [] : [nodata])));
  const methods = interpolations.map(({ name }) => xml`<InterpolationMethod>${name}</InterpolationMethod>`);
  return xml`<Field><Identifier>${FIELD}</Identifier><Definition><ows:AnyValue/></Definition>${[...nulls].map((value) => xml`<NullValue>${value}</NullValue>`)}<InterpolationMethods>${methods}<Default>${interpolations[0]!.name}</Default></InterpolationMethods><Axis identifier="${BAND_AXIS}"><AvailableKeys>${bands.map((_, i) => xml`<Key>${i + 1}</Key>`)}</AvailableKeys></Axis></Field>`;
}
