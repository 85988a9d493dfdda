import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { loadProducts } from '@pvs/core/catalogue/load-products';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { addCoverage } from '../src/testing/add-coverage.ts';
import { partsOf } from '../src/testing/multipart-parts.ts';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';

let renderer: TestRenderer;
let directory: string;

const recipe = {
  ...({ widthPx: 40, heightPx: 30, type: 'UInt16', bands: 1, driver: 'COG', epsg: 4326 } as const),
  options: ['BLOCKSIZE=128'],
  value: (x: number, y: number) => x + 100 * y,
};
const bands = [{ name: 'a', color: 'gray' }] as const;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'pvs-set-'));
  renderer = await startRenderer(
    'stack: test\ntitle: T\ncollections: [{ id: VHR }]\nlimits: { maxCoverageBytes: 7000 }\n',
  );
  for (const [i, product] of ['A', 'B', 'C'].entries())
    await addCoverage(renderer.stack, {
      ...{ product, collection: 'VHR', bands },
      recipe: { ...recipe, transform: [10 + i, 0.01, 0, 45, 0, -0.01] },
    });
});

afterAll(async () => {
  await renderer.stop();
  rmSync(directory, { recursive: true });
});

const getSet = (params: Record<string, string>) =>
  renderer.ows({ SERVICE: 'WCS', VERSION: '2.0.1', REQUEST: 'GetEOCoverageSet', ...params });

const read = `
import json, sys, tarfile, zipfile
path = sys.argv[1]
if zipfile.is_zipfile(path):
    z = zipfile.ZipFile(path)
    assert z.testzip() is None
    print(json.dumps({i.filename: len(z.read(i)) for i in z.infolist()}))
else:
    t = tarfile.open(path)
    print(json.dumps({m.name: len(t.extractfile(m).read()) for m in t.getmembers()}))
`;

function listed(body: Buffer): Record<string, number> {
  const path = join(directory, 'archive');
  writeFileSync(path, body);
  return JSON.parse(execFileSync('python3', ['-c', read, path], { encoding: 'utf8' })) as Record<
    string,
    number
  >;
}

const hasPython = spawnSync('python3', ['--version']).error === undefined;
if (!hasPython) process.stderr.write('SKIPPED: archives are read by python3\n');

describe.runIf(hasPython)('GetEOCoverageSet', () => {
  test.each(['application/zip', 'application/x-tar', 'application/gzip'])('as %s', async (type) => {
    const response = await getSet({ EOID: 'VHR', COUNT: '2', PACKAGEFORMAT: type });
    expect([response.statusCode, response.headers['content-type']]).toEqual([200, type]);
    const files = listed(response.rawPayload);
    expect(Object.keys(files)).toHaveLength(2);
    for (const sizeBytes of Object.values(files)) expect(sizeBytes).toBeGreaterThan(40 * 30 * 2);
  });

  test('of a part, in another format', async () => {
    const response = await getSet({
      EOID: 'VHR',
      SUBSET: 'Long(10.2,11.1),Lat(44.8,44.9)',
      FORMAT: 'image/png',
    });
    expect(Object.keys(listed(response.rawPayload)).toSorted()).toEqual(['A.png', 'B.png']);
    const whole = await getSet({ EOID: 'VHR', SUBSET: 'Long(10.2,11.1)', APPLYSUBSET: 'false' });
    expect(Math.min(...Object.values(listed(whole.rawPayload)))).toBeGreaterThan(40 * 30 * 2);
  });
});

test('multipart/related has what is in the package as GML, then the package', async () => {
  const response = await getSet({ EOID: 'VHR', SUBSET: 'Long(10.2,11.1)', MEDIATYPE: 'multipart/related' });
  expect(response.statusCode, response.body.slice(0, 500)).toBe(200);
  expect(response.headers['content-type']).toMatch(/^multipart\/related; boundary=/);
  const [gml, file] = partsOf(response);
  const document = parseXml(gml!.body);
  expect([document.name, document.attributes['numberReturned']]).toEqual(['EOCoverageSet', '2']);
  const names = elementsAt(document, 'RectifiedDataset/rangeSet/File/fileReference').map(({ text }) => text);
  expect(names.toSorted()).toEqual(['A.tif', 'B.tif']);
  expect(file!.headers['content-type']).toBe('application/zip');
  if (hasPython) expect(Object.keys(listed(file!.body))).toEqual(names);
  if (hasOgcSchemas()) expect(await ogcProblems(gml!.body.toString())).toBe('');
});

test('in XML it is answered as by GET', async () => {
  const payload = `<wcseo:GetEOCoverageSet service="WCS" version="2.0.1" count="1" startIndex="1" xmlns="http://www.opengis.net/wcs/2.0" xmlns:wcseo="http://www.opengis.net/wcs/wcseo/1.1" xmlns:scal="http://www.opengis.net/WCS_service-extension_scaling/1.0"><wcseo:eoId>VHR</wcseo:eoId><DimensionTrim><Dimension>Long</Dimension><TrimLow>10</TrimLow><TrimHigh>12</TrimHigh></DimensionTrim><wcseo:packageFormat>application/x-tar</wcseo:packageFormat><wcseo:applySubset>false</wcseo:applySubset><scal:Scaling><scal:ScaleByFactor><scal:scaleFactor>0.5</scal:scaleFactor></scal:ScaleByFactor></scal:Scaling></wcseo:GetEOCoverageSet>`;
  if (hasOgcSchemas()) expect(await ogcProblems(payload)).toBe('');
  const headers = { 'content-type': 'text/xml' };
  const posted = await renderer.app.inject({ method: 'POST', url: '/ows', headers, payload });
  const params = { EOID: 'VHR', SUBSET: 'Long(10,12)', PACKAGEFORMAT: 'application/x-tar' };
  const fetched = await getSet({
    ...params,
    COUNT: '1',
    STARTINDEX: '1',
    APPLYSUBSET: 'false',
    SCALEFACTOR: '0.5',
  });
  expect([posted.statusCode, posted.rawPayload.equals(fetched.rawPayload)]).toEqual([200, true]);
});

test.each([
  [{ EOID: 'A', MEDIATYPE: 'text/plain' }, 400, 'InvalidParameterValue', /multipart\/related/],
  [{ EOID: 'VHR' }, 400, 'InvalidParameterValue', /3 coverages of 7200 bytes.*7000/],
  [{ EOID: 'A', PACKAGEFORMAT: 'rar' }, 400, 'InvalidParameterValue', /application\/zip/],
  [{ EOID: 'A', APPLYSUBSET: 'perhaps' }, 400, 'InvalidParameterValue', /true or false/],
  [{ EOID: 'A', SCALEFACTOR: '0' }, 404, 'InvalidScaleFactor', /above 0/],
  [{ EOID: 'A', STARTINDEX: '-1' }, 400, 'InvalidParameterValue', /whole number/],
  [{ EOID: 'NONE' }, 404, 'NoSuchDatasetSeriesOrCoverage', /NONE/],
])('%j is refused', async (params, status, code, message) => {
  const response = await getSet(params as unknown as Record<string, string>);
  expect([response.statusCode, response.body]).toEqual([status, expect.stringMatching(message)]);
  expect(response.body).toContain(`exceptionCode="${code}"`);
});

test('multipart/related has the coverage as GML, then the file', async () => {
  const request = { SERVICE: 'WCS', VERSION: '2.0.1', REQUEST: 'GetCoverage', COVERAGEID: 'A' };
  const response = await renderer.ows({ ...request, MEDIATYPE: 'multipart/related', SUBSET: 'x(10.1,10.2)' });
  expect(response.headers['content-type']).toMatch(/^multipart\/related; boundary=/);
  expect(Number(response.headers['content-length'])).toBe(response.rawPayload.length);
  const [gml, file] = partsOf(response);
  expect(file!.body.subarray(0, 2).toString()).toBe('II');
  expect(gml!.body.toString()).toContain('<gml:high>9 29</gml:high>');
  if (hasOgcSchemas()) expect(await ogcProblems(gml!.body.toString())).toBe('');
});

describe('DSEO GetProduct', () => {
  const get = (params: Record<string, string>) =>
    renderer.ows({ SERVICE: 'DSEO', VERSION: '1.0.0', REQUEST: 'GetProduct', ...params });

  test.runIf(hasPython)('packs the files of a product', async () => {
    const response = await get({ PRODUCTURI: 'A' });
    expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'application/zip']);
    expect(response.headers['content-length']).toBe(String(response.rawPayload.length));
    const stat = await renderer.stack.store.stat('A/coverage_COG.tif');
    expect(listed(response.rawPayload)).toEqual({ 'A/coverage_COG.tif': stat!.sizeBytes });
  });

  test('sends the package as it came where the store has it', async () => {
    await renderer.stack.store.write('in/B.tar.gz', Buffer.from('the package'));
    const [product] = await loadProducts(renderer.stack.db, ['B']);
    await registerProduct(renderer.stack.db, { ...product!, packageLocation: 'in/B.tar.gz' });
    const response = await get({ PRODUCTURI: 'B' });
    expect([response.body, response.headers['content-type']]).toEqual(['the package', 'application/gzip']);
    expect(response.headers['content-disposition']).toMatch(/B\.tar\.gz/);
  });

  test.each([
    [{}, 'MissingParameterValue', /producturi/],
    [{ PRODUCTURI: "x' or 1=1--" }, 'InvalidParameterValue', /or 1=1/],
  ])('%j is refused', async (params, code, message) => {
    const response = await get(params as Record<string, string>);
    expect([response.statusCode, response.body]).toEqual([400, expect.stringMatching(message)]);
    expect(response.body).toContain(`exceptionCode="${code}"`);
  });
});
