import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { pixelsOf, startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

let renderer: TestRenderer;

beforeAll(async () => {
  renderer = await startRenderer('stack: test\ntitle: Test\ncollections: [{ id: VHR }]\n');
  const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
  await addScene(renderer.stack, { identifier: 'A', collection: 'VHR', box, time: '2018', color: [1, 2, 3] });
});

afterAll(() => renderer.stop());

const map130: Record<string, string> = {
  SERVICE: 'WMS',
  VERSION: '1.3.0',
  REQUEST: 'GetMap',
  LAYERS: 'VHR',
  STYLES: '',
  CRS: 'CRS:84',
  BBOX: '10,40,11,41',
  WIDTH: '16',
  HEIGHT: '16',
  FORMAT: 'image/png',
};
const map111: Record<string, string> = Object.fromEntries(
  Object.entries({ ...map130, VERSION: '1.1.1', SRS: 'EPSG:4326' }).filter(([name]) => name !== 'CRS'),
);

/** What is wrong, the code of 1.3.0 and of 1.1.1, and what the message names. */
const wrong: [Record<string, string>, string, string, RegExp][] = [
  [{ LAYERS: 'NONE' }, 'LayerNotDefined', 'LayerNotDefined', /'NONE'.*VHR/],
  [{ LAYERS: 'VHR__none' }, 'LayerNotDefined', 'LayerNotDefined', /VHR__outlines/],
  [{ LAYERS: '' }, 'MissingParameterValue', 'MissingParameterValue', /'layers' is missing/],
  [{ LAYERS: 'VHR,'.repeat(30) }, 'InvalidParameterValue', 'InvalidParameterValue', /31 layers.*up to 20/],
  [{ STYLES: 'fancy' }, 'StyleNotDefined', 'StyleNotDefined', /'fancy'.*default/],
  [{ STYLES: ',' }, 'InvalidParameterValue', 'InvalidParameterValue', /2 styles.*1 layers/],
  [{ CRS: 'EPSG:9', SRS: 'EPSG:9' }, 'InvalidCRS', 'InvalidSRS', /'EPSG:9'.*EPSG:3857/],
  [{ CRS: 'bad', SRS: 'bad' }, 'InvalidCRS', 'InvalidSRS', /'bad'.*CRS:84/],
  [{ CRS: '', SRS: '' }, 'MissingParameterValue', 'MissingParameterValue', /rs' is missing/],
  [{ FORMAT: 'image/gif' }, 'InvalidFormat', 'InvalidFormat', /image\/png, .*image\/jpeg.*'image\/gif'/],
  [{ FORMAT: '' }, 'MissingParameterValue', 'MissingParameterValue', /'format' is missing/],
  [{ BBOX: '11,40,10,41' }, 'InvalidParameterValue', 'InvalidParameterValue', /'bbox'.*'11,40,10,41'/],
  [{ BBOX: '10,41,11,40' }, 'InvalidParameterValue', 'InvalidParameterValue', /lower corner/],
  [{ BBOX: '10,40,10,41' }, 'InvalidParameterValue', 'InvalidParameterValue', /lower corner/],
  [{ BBOX: '10,40,NaN,41' }, 'InvalidParameterValue', 'InvalidParameterValue', /four finite numbers.*NaN/],
  [{ BBOX: '10,40,Infinity,41' }, 'InvalidParameterValue', 'InvalidParameterValue', /four finite numbers/],
  [{ BBOX: '10,40,11' }, 'InvalidParameterValue', 'InvalidParameterValue', /four finite numbers/],
  [{ BBOX: '' }, 'MissingParameterValue', 'MissingParameterValue', /'bbox' is missing/],
  [{ WIDTH: '100000' }, 'InvalidParameterValue', 'InvalidParameterValue', /'width'.*1 to 4096.*'100000'/],
  [{ HEIGHT: '0' }, 'InvalidParameterValue', 'InvalidParameterValue', /'height'.*1 to 4096/],
  [{ WIDTH: '-5' }, 'InvalidParameterValue', 'InvalidParameterValue', /'width'/],
  [{ WIDTH: '1e3' }, 'InvalidParameterValue', 'InvalidParameterValue', /whole number/],
  [{ BGCOLOR: 'red' }, 'InvalidParameterValue', 'InvalidParameterValue', /'bgcolor'.*0xRRGGBB.*'red'/],
  [{ TIME: 'yesterday' }, 'InvalidDimensionValue', 'InvalidDimensionValue', /'yesterday'.*2018-06-30/],
  [{ TIME: '2018-02-30' }, 'InvalidDimensionValue', 'InvalidDimensionValue', /'2018-02-30'/],
  [{ TIME: '2019/2018' }, 'InvalidDimensionValue', 'InvalidDimensionValue', /ends before it begins/],
  [{ REQUEST: 'GetMagic' }, 'OperationNotSupported', 'OperationNotSupported', /'GetMagic'.*GetMap/],
  [{ REQUEST: '' }, 'MissingParameterValue', 'MissingParameterValue', /'request' is missing.*GetMap/],
];

describe.each([
  ['1.3.0', map130],
  ['1.1.1', map111],
])('%s', (version, valid) => {
  test('the request that the others spoil is valid', async () => {
    expect((await renderer.ows(valid)).statusCode).toBe(200);
  });

  test.each(wrong)('%j is answered with %s (1.1.1: %s)', async (changes, code, oldCode, message) => {
    const relevant = Object.entries(changes).filter(([name]) => name in valid || !/^[CS]RS$/.test(name));
    const response = await renderer.ows({ ...valid, ...Object.fromEntries(relevant) });
    expect(response.statusCode).toBe(400);
    expect(response.headers).toMatchObject({
      'content-type':
        version === '1.3.0' ? 'text/xml; charset=utf-8' : 'application/vnd.ogc.se_xml; charset=utf-8',
      'cache-control': 'no-store',
    });
    const report = parseXml(response.body);
    const [exception] = elementsAt(report, 'ServiceException');
    expect(report.attributes['version']).toBe(version);
    expect(exception?.attributes['code']).toBe(version === '1.3.0' ? code : oldCode);
    expect(exception?.text).toMatch(message);
  });
});

test.each([
  ['image/png; mode=8bit', 'image/png'],
  ['image/tiff', 'image/tiff'],
  ['image/webp', 'image/webp'],
])('%s is answered as %s', async (format, mediaType) => {
  const response = await renderer.ows({ ...map130, FORMAT: format });
  expect([response.statusCode, response.headers['content-type']]).toEqual([200, mediaType]);
});

describe('EXCEPTIONS', () => {
  const spoilt = { LAYERS: 'NONE', WIDTH: '200', HEIGHT: '80' };

  test.each([
    [map130, 'INIMAGE'],
    [map111, 'application/vnd.ogc.se_inimage'],
  ])('%j with %s is a picture of the message, of the map’s size and format', async (valid, form) => {
    const response = await renderer.ows({ ...valid, ...spoilt, EXCEPTIONS: form });
    expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'image/png']);
    expect(response.headers['cache-control']).toBe('no-store');
    const { widthPx, heightPx, at } = await pixelsOf(response.rawPayload);
    expect([widthPx, heightPx]).toEqual([200, 80]);
    const dots = Array.from({ length: 200 * 80 }, (_, i) => at(i % 200, Math.floor(i / 200))[0]);
    // The message begins with a "t", whose stem is the second column.
    expect([4, 5, 6, 7].map((y) => at(5, y)[0])).toEqual([0, 0, 0, 0]);
    expect(new Set(dots)).toEqual(new Set([0, 255]));
  });

  test.each([
    [map130, 'BLANK'],
    [map111, 'application/vnd.ogc.se_blank'],
  ])('%j with %s is the background alone', async (valid, form) => {
    const blank = { ...valid, ...spoilt, EXCEPTIONS: form };
    const opaque = await pixelsOf((await renderer.ows(blank)).rawPayload);
    expect(opaque.at(5, 5)).toEqual([255, 255, 255, 255]);
    const clear = await pixelsOf((await renderer.ows({ ...blank, TRANSPARENT: 'TRUE' })).rawPayload);
    expect(clear.at(5, 5)[3]).toBe(0);
  });

  test('application/json is a document with code, locator and text, with the status of XML', async () => {
    const response = await renderer.ows({ ...map130, LAYERS: 'NONE', EXCEPTIONS: 'application/json' });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      exceptions: [{ code: 'LayerNotDefined', locator: 'layers', text: expect.stringContaining('NONE') }],
    });
  });
});

test('WMS 1.0.0 has its own names', async () => {
  const old = {
    ...{ WMTVER: '1.0.0', REQUEST: 'map', LAYERS: 'VHR', STYLES: '', SRS: 'EPSG:4326' },
    ...{ BBOX: '10,40,11,41', WIDTH: '16', HEIGHT: '16', FORMAT: 'PNG' },
  };
  const response = await renderer.ows(old);
  expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'image/png']);
  expect((await pixelsOf(response.rawPayload)).at(8, 8)).toEqual([1, 2, 3, 255]);
  expect((await renderer.ows({ ...old, LAYERS: 'NONE' })).body).toContain('code="LayerNotDefined"');
});

test('UPDATESEQUENCE tells clients that have the capabilities, and those whose are of the future', async () => {
  const ask = async (sequence: string) =>
    (await renderer.ows({ SERVICE: 'WMS', REQUEST: 'GetCapabilities', UPDATESEQUENCE: sequence })).body;
  const current = /updateSequence="(\d+)"/.exec(await ask('0'))![1]!;
  expect(await ask(current)).toContain('code="CurrentUpdateSequence"');
  expect(await ask(String(Number(current) + 1))).toContain('code="InvalidUpdateSequence"');
  expect(await ask('later')).toContain('code="InvalidUpdateSequence"');
});

test('an unknown service is answered as OWS Common has it', async () => {
  const response = await renderer.ows({ SERVICE: 'WFS', REQUEST: 'GetFeature' });
  expect(response.statusCode).toBe(400);
  expect(response.body).toMatch(/exceptionCode="InvalidParameterValue" locator="service".*WFS.*WMS/);
});

describe.runIf(hasOgcSchemas())('by their schemas', () => {
  test.each([map130, map111])('exceptions are valid, whatever they quote: %j', async (valid) => {
    const response = await renderer.ows({ ...valid, LAYERS: `<&"'\u0001]]>` });
    expect(await ogcProblems(response.body)).toBe('');
  });
});

const word = fc.oneof(
  fc.constantFrom(
    '',
    'VHR',
    'A',
    'EPSG:3857',
    'CRS:84',
    'EPSG:32660',
    'image/jpeg',
    '1.3.0',
    '1.1.1',
    '2018',
    '..',
    'current',
    ...[
      'red',
      'red / blue',
      '0,1',
      '1,2,3',
      'viridis',
      'a=1',
      'cloudCover < 5',
      "platform = '\u0000'",
      'beginTime D',
    ],
    ...[
      'GetLegendGraphic',
      'GetFeatureInfo',
      'GetCapabilities',
      'INIMAGE',
      'BLANK',
      'application/json',
      '__proto__',
    ],
  ),
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.double().map(String),
  fc.integer({ min: 1, max: 400 }).map(String),
  fc.array(fc.double(), { minLength: 4, maxLength: 4 }).map(String),
  fc
    .tuple(fc.double({ max: 0 }), fc.double({ max: 0 }), fc.double({ min: 1 }), fc.double({ min: 1 }))
    .map(String),
);
const names = [
  ...Object.keys(map130),
  ...[
    'cql',
    'sortBy',
    'bands',
    'dim_range',
    'expression',
    'colormap',
    'nodata',
    'variables',
    'dim_wavelengths',
    'dim_bands',
    'LAYER',
    'STYLE',
  ],
  ...['QUERY_LAYERS', 'INFO_FORMAT', 'FEATURE_COUNT', 'I', 'J', 'X', 'Y', 'EXCEPTIONS', 'UPDATESEQUENCE'],
  'SRS',
  'TIME',
  'BGCOLOR',
  'TRANSPARENT',
  'WMTVER',
  '__proto__',
  'toString',
];

const info130 = { ...map130, REQUEST: 'GetFeatureInfo', QUERY_LAYERS: 'VHR', I: '1', J: '1' };

const wordOrMany = fc.oneof(
  word,
  fc.array(word, { maxLength: 40 }).map(String),
  word.map((text) => text.repeat(300)),
);

test('no parameters, however odd, are a defect of the server', async () => {
  const changes = fc.dictionary(fc.constantFrom(...names), wordOrMany, { maxKeys: 4, noNullPrototype: true });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(map130, map111, info130), changes, async (valid, given) => {
      const { statusCode, headers, body } = await renderer.ows({ ...valid, ...given });
      expect([200, 400], body).toContain(statusCode);
      if (!('INFO_FORMAT' in given)) expect(headers['content-type']).not.toContain('html');
    }),
    { numRuns: 800 },
  );
});

test('no query string, however odd, is a defect of the server', async () => {
  const character = fc.constantFrom(...'?&=%+#;ab0 ', '\u00FC', '%00', '%FF', '%', '\uD800');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: character, maxLength: 40 }), async (query) => {
      expect((await renderer.get(`/ows?${query}`)).statusCode).toBeLessThan(500);
    }),
    { numRuns: 200 },
  );
});
