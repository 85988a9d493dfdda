import type { Grid } from '@pvs/core/catalogue/product';
import { formatInstant } from '@pvs/core/time/format-instant';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { coverageFormats } from '../coverage-formats.ts';
import type { OfferedCoverage } from '../find-coverages.ts';
import { boxOfGrid, toGround } from '../grid-transform.ts';
import { briefOf, NAMESPACES_100 } from './capabilities-100.ts';

/** Names of bands are keys of this axis, as clients of this version know it. */
export const BAND_AXIS = 'Band';

/** WCS 1.0.0 descriptions (OGC 03-065r6 §9.3). Coordinates are east before north, whatever the CRS. */
export const descriptions100 = (
  coverages: readonly OfferedCoverage[],
  crss: readonly string[],
): XmlFragment =>
  xml`<CoverageDescription version="1.0.0"${NAMESPACES_100} xsi:schemaLocation="http://www.opengis.net/wcs http://schemas.opengis.net/wcs/1.0.0/describeCoverage.xsd">
${coverages.map((one) => offering(one, crss))}</CoverageDescription>`;

function offering(found: OfferedCoverage, crss: readonly string[]): XmlFragment {
  const { product, coverage } = found;
  const codes = [...new Set([coverage.grid.crs, ...crss])];
  const times = [product.beginTime, product.endTime].map((time) => formatInstant(time));
  return xml`<CoverageOffering>${briefOf(found)}
<domainSet><spatialDomain>${envelope(coverage.grid)}${rectifiedGrid(coverage.grid)}</spatialDomain><temporalDomain>${[...new Set(times)].map((time) => xml`<gml:timePosition>${time}</gml:timePosition>`)}</temporalDomain></domainSet>
<rangeSet><RangeSet><name>contents</name><label>${coverage.identifier}</label>${bandAxis(found)}${nullValues(found)}</RangeSet></rangeSet>
<supportedCRSs><requestResponseCRSs>${codes.join(' ')}</requestResponseCRSs><nativeCRSs>${coverage.grid.crs}</nativeCRSs></supportedCRSs>
<supportedFormats nativeFormat="${coverageFormats[0]!.name}">${coverageFormats.map(({ name }) => xml`<formats>${name}</formats>`)}</supportedFormats>
<supportedInterpolations default="nearest neighbor"><interpolationMethod>nearest neighbor</interpolationMethod><interpolationMethod>bilinear</interpolationMethod><interpolationMethod>bicubic</interpolationMethod></supportedInterpolations>
</CoverageOffering>\n`;
}

function envelope(grid: Grid): XmlFragment {
  const { minX, minY, maxX, maxY } = boxOfGrid(grid);
  return xml`<gml:Envelope srsName="${grid.crs}"><gml:pos>${minX} ${minY}</gml:pos><gml:pos>${maxX} ${maxY}</gml:pos></gml:Envelope>`;
}

/** Its origin is the middle of the first pixel. */
function rectifiedGrid({ crs, transform, widthPx, heightPx }: Grid): XmlFragment {
  const [x, y] = toGround(transform, 0.5, 0.5);
  const [, a, b, , d, e] = transform;
  return xml`<gml:RectifiedGrid srsName="${crs}" dimension="2"><gml:limits><gml:GridEnvelope><gml:low>0 0</gml:low><gml:high>${widthPx - 1} ${heightPx - 1}</gml:high></gml:GridEnvelope></gml:limits><gml:axisName>x</gml:axisName><gml:axisName>y</gml:axisName><gml:origin><gml:pos>${x} ${y}</gml:pos></gml:origin><gml:offsetVector>${a} ${d}</gml:offsetVector><gml:offsetVector>${b} ${e}</gml:offsetVector></gml:RectifiedGrid>`;
}

const bandAxis = ({ coverage }: OfferedCoverage) =>
  xml`<axisDescription><AxisDescription><name>${BAND_AXIS}</name><label>${BAND_AXIS}</label><values>${coverage.bands.map((_, i) => xml`<singleValue>${i + 1}</singleValue>`)}</values></AxisDescription></axisDescription>`;

function nullValues({ coverage }: OfferedCoverage) {
  const values = new Set(coverage.bands.flatMap(({ nodata }) => (nodata === undefined ? [] : [nodata])));
  return (
    values.size > 0 &&
    xml`<nullValues>${[...values].map((value) => xml`<singleValue>${value}</singleValue>`)}</nullValues>`
  );
}
