import type { Band, Coverage, Grid } from '@pvs/core/catalogue/product';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import type { OfferedCoverage } from './find-coverages.ts';
import { eoMetadata } from './eo-metadata.ts';
import { type GridCrs, gridCrs, inOrder } from './grid-crs.ts';
import { boxOfGrid, toGround } from './grid-transform.ts';
import { ncNameOf } from '@pvs/core/ows/nc-name';

/** The format of a coverage as it is kept. */
export const NATIVE_FORMAT = 'image/tiff';

/**
 * One coverage of DescribeCoverage (OGC 09-110r4 §8.3), with the EO metadata of a RectifiedDataset (OGC 10-140r1 §7.2).
 * Its subtype is the one which that is a kind of: GDAL reads the grids of no other.
 */
export function coverageDescription({ id, product, coverage }: OfferedCoverage): XmlFragment {
  return xml`<wcs:CoverageDescription gml:id="${id}">
<gml:boundedBy>${envelope(coverage.grid)}</gml:boundedBy>
<wcs:CoverageId>${id}</wcs:CoverageId>
<gmlcov:metadata><gmlcov:Extension><wcseo:EOMetadata>${eoMetadata(product, `${id}_eo`)}</wcseo:EOMetadata></gmlcov:Extension></gmlcov:metadata>
<gml:domainSet>${rectifiedGrid(coverage.grid, `${id}_grid`)}</gml:domainSet>
<gmlcov:rangeType>${rangeType(coverage.bands, coverage.dataType)}</gmlcov:rangeType>
<wcs:ServiceParameters><wcs:CoverageSubtype>RectifiedGridCoverage</wcs:CoverageSubtype><wcs:nativeFormat>${NATIVE_FORMAT}</wcs:nativeFormat></wcs:ServiceParameters>
</wcs:CoverageDescription>`;
}

const axisLabels = (crs: GridCrs) => inOrder(crs, crs.labels.x, crs.labels.y).join(' ');

/** Where a grid is, in the order of its CRS's axes. */
export function envelope(grid: Grid): XmlFragment {
  const crs = gridCrs(grid);
  const { minX, minY, maxX, maxY } = boxOfGrid(grid);
  return xml`<gml:Envelope srsName="${crs.uri}" axisLabels="${axisLabels(crs)}" uomLabels="${crs.unit} ${crs.unit}" srsDimension="2"><gml:lowerCorner>${inOrder(crs, minX, minY).join(' ')}</gml:lowerCorner><gml:upperCorner>${inOrder(crs, maxX, maxY).join(' ')}</gml:upperCorner></gml:Envelope>`;
}

/** Columns are the first axis of the grid; its origin is the middle of the first pixel (OGC 09-146r2 §8.2). */
export function rectifiedGrid({ transform, widthPx, heightPx, ...grid }: Grid, id: string): XmlFragment {
  const crs = gridCrs(grid);
  const [x, y] = toGround(transform, 0.5, 0.5);
  const [, a, b, , d, e] = transform;
  const vector = (east: number, north: number) =>
    xml`<gml:offsetVector srsName="${crs.uri}">${inOrder(crs, east, north).join(' ')}</gml:offsetVector>`;
  return xml`<gml:RectifiedGrid gml:id="${id}" dimension="2">
<gml:limits><gml:GridEnvelope><gml:low>0 0</gml:low><gml:high>${widthPx - 1} ${heightPx - 1}</gml:high></gml:GridEnvelope></gml:limits>
<gml:axisLabels>${axisLabels(crs)}</gml:axisLabels>
<gml:origin><gml:Point gml:id="${id}_origin" srsName="${crs.uri}"><gml:pos>${inOrder(crs, x, y).join(' ')}</gml:pos></gml:Point></gml:origin>
${vector(a, d)}${vector(b, e)}
</gml:RectifiedGrid>`;
}

/** Values that samples of a type can have; of floats there is no saying. */
const INTERVALS: Readonly<Partial<Record<Coverage['dataType'], string>>> = {
  uint8: '0 255',
  int8: '-128 127',
  uint16: '0 65535',
  int16: '-32768 32767',
  uint32: '0 4294967295',
  int32: '-2147483648 2147483647',
};

/** What the bands are, with their values that mean no data. */
export function rangeType(bands: readonly Band[], dataType: Coverage['dataType']): XmlFragment {
  const interval = INTERVALS[dataType];
  const constraint =
    interval !== undefined &&
    xml`<swe:constraint><swe:AllowedValues><swe:interval>${interval}</swe:interval></swe:AllowedValues></swe:constraint>`;
  const field = ({ name, nodata, wavelengthNm, color }: Band) => {
    const seen = wavelengthNm === undefined ? color : `${wavelengthNm} nm`;
    const nil =
      nodata !== undefined &&
      xml`<swe:nilValues><swe:NilValues><swe:nilValue reason="http://www.opengis.net/def/nil/OGC/0/missing">${nodata}</swe:nilValue></swe:NilValues></swe:nilValues>`;
    return xml`<swe:field name="${ncNameOf(name)}"><swe:Quantity definition="http://www.opengis.net/def/property/OGC/0/Radiance"><swe:label>${name}</swe:label><swe:description>${seen}</swe:description>${nil}<swe:uom code="1"/>${constraint}</swe:Quantity></swe:field>`;
  };
  return xml`<swe:DataRecord>${bands.map(field)}</swe:DataRecord>`;
}
