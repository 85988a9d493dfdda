import { expect, test } from 'vitest';
import { parseXmlRequest } from './xml-request.ts';

const NAMESPACES =
  'xmlns="http://www.opengis.net/wcs/2.0" xmlns:ows="http://www.opengis.net/ows/2.0" xmlns:scal="http://www.opengis.net/WCS_service-extension_scaling/1.0" xmlns:rsub="http://www.opengis.net/wcs/range-subsetting/1.0" xmlns:int="http://www.opengis.net/WCS_service-extension_interpolation/1.0" xmlns:crs="http://www.opengis.net/wcs/crs/1.0"';

const read = (name: string, content: string, attributes = '') =>
  Object.fromEntries(
    parseXmlRequest(Buffer.from(`<${name} service="WCS" ${attributes} ${NAMESPACES}>${content}</${name}>`)),
  );

test('GetCapabilities', () => {
  const content =
    '<ows:AcceptVersions><ows:Version>2.0.1</ows:Version><ows:Version>2.0.0</ows:Version></ows:AcceptVersions><ows:Sections><ows:Section>Contents</ows:Section></ows:Sections>';
  expect(read('GetCapabilities', content)).toEqual({
    request: 'GetCapabilities',
    service: 'WCS',
    acceptversions: '2.0.1,2.0.0',
    sections: 'Contents',
  });
});

test('DescribeCoverage of several coverages', () => {
  const content = '<CoverageId>A</CoverageId><CoverageId> B </CoverageId>';
  expect(read('DescribeCoverage', content, 'version="2.0.1"')).toEqual({
    ...{ request: 'DescribeCoverage', service: 'WCS', version: '2.0.1' },
    coverageid: 'A,B',
  });
});

test('GetCoverage with everything', () => {
  const content = `<Extension><rsub:RangeSubset>
    <rsub:RangeItem><rsub:RangeComponent>nir</rsub:RangeComponent></rsub:RangeItem>
    <rsub:RangeItem><rsub:RangeInterval><rsub:startComponent>red</rsub:startComponent><rsub:endComponent>blue</rsub:endComponent></rsub:RangeInterval></rsub:RangeItem></rsub:RangeSubset>
    <scal:Scaling><scal:ScaleToExtent><scal:TargetAxisExtent><scal:axis>i</scal:axis><scal:low>0</scal:low><scal:high>9</scal:high></scal:TargetAxisExtent></scal:ScaleToExtent></scal:Scaling>
    <int:Interpolation><int:globalInterpolation>http://x/linear</int:globalInterpolation></int:Interpolation>
    <crs:subsettingCrs>EPSG:4326</crs:subsettingCrs><crs:outputCrs>EPSG:3857</crs:outputCrs></Extension>
    <CoverageId>A</CoverageId>
    <DimensionTrim><Dimension>Long</Dimension><TrimLow>1</TrimLow></DimensionTrim>
    <DimensionSlice><Dimension>Lat</Dimension><SlicePoint>-2.5</SlicePoint></DimensionSlice>
    <DimensionTrim><Dimension>time</Dimension><TrimLow>2018-01-01T00:00:00Z</TrimLow><TrimHigh>"2019"</TrimHigh></DimensionTrim>
    <format>image/tiff</format><mediaType>multipart/related</mediaType>`;
  expect(read('GetCoverage', content, 'version="2.0.1"')).toEqual({
    ...{ request: 'GetCoverage', service: 'WCS', version: '2.0.1', coverageid: 'A' },
    subset: 'Long(1,*),Lat(-2.5),time("2018-01-01T00:00:00Z","2019")',
    ...{ rangesubset: 'nir,red:blue', scaleextent: 'i(0:9)', interpolation: 'http://x/linear' },
    ...{ subsettingcrs: 'EPSG:4326', outputcrs: 'EPSG:3857' },
    ...{ format: 'image/tiff', mediatype: 'multipart/related' },
  });
});

test.each([
  [
    '<scal:ScaleByFactor><scal:scaleFactor>0.5</scal:scaleFactor></scal:ScaleByFactor>',
    { scalefactor: '0.5' },
  ],
  [
    '<scal:ScaleAxesByFactor><scal:ScaleAxis><scal:axis>x</scal:axis><scal:scaleFactor>2</scal:scaleFactor></scal:ScaleAxis></scal:ScaleAxesByFactor>',
    { scaleaxes: 'x(2)' },
  ],
  [
    '<scal:ScaleToSize><scal:TargetAxisSize><scal:axis>x</scal:axis><scal:targetSize>7</scal:targetSize></scal:TargetAxisSize></scal:ScaleToSize>',
    { scalesize: 'x(7)' },
  ],
])('scaling by %s', (scaling, expected) => {
  const content = `<Extension><scal:Scaling>${scaling}</scal:Scaling></Extension><CoverageId>A</CoverageId>`;
  expect(read('GetCoverage', content)).toMatchObject(expected);
});

test.each(['<a', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', ''])('%j is refused', (body) => {
  expect(() => parseXmlRequest(Buffer.from(body))).toThrow(/XML/);
});
