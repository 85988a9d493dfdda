import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RestrictedStack, startRestrictedStack, type Wiring } from './restricted-stack.ts';

/** Requests about SECRET by name, with the route each is of; whoever may not see it is answered as about no name. */
const NAMED: readonly (readonly [route: string, path: string, form?: string])[] = [
  ['GET /ows', `/ows?${getMap('SECRET')}`],
  ['GET /ows', `/ows?${getMap('SECRET_1')}`],
  ['GET /ows', `/ows?${getMap('SECRET__outlines')}`],
  ['GET /ows', `/ows?${getMap('SECRET__veiled')}`],
  ['GET /ows', `/ows?${getMap('OPEN,SECRET')}`],
  ['GET /ows', `/ows?${getInfo('SECRET')}`],
  ['GET /ows', '/ows?service=WMS&request=GetLegendGraphic&layer=SECRET&format=image/png'],
  ['GET /ows', '/ows?service=WCS&version=2.0.1&request=DescribeCoverage&coverageid=SECRET_1__scene'],
  ['GET /ows', '/ows?service=WCS&version=2.0.1&request=GetCoverage&coverageid=SECRET_1__scene'],
  ['GET /ows', '/ows?service=WCS&version=2.0.1&request=DescribeEOCoverageSet&eoid=SECRET'],
  ['GET /ows', '/ows?service=WCS&version=2.0.1&request=DescribeEOCoverageSet&eoid=SECRET_1'],
  ['GET /ows', '/ows?service=WCS&version=2.0.1&request=GetEOCoverageSet&eoid=SECRET'],
  ['GET /ows', '/ows?service=DSEO&version=1.0.0&request=GetProduct&producturi=SECRET_1'],
  ['POST /ows', '/ows', describeCoverageXml('SECRET_1__scene')],
  ['GET /opensearch/collections/:id', '/opensearch/collections/SECRET'],
  ['GET /opensearch/collections/:id/:format', '/opensearch/collections/SECRET/json'],
  ['POST /opensearch/collections/:id/:format', '/opensearch/collections/SECRET/atom', 'count=1'],
  ['GET /stac/collections/:collection', '/stac/collections/SECRET'],
  ['GET /stac/collections/:collection/queryables', '/stac/collections/SECRET/queryables'],
  ['GET /stac/collections/:collection/items', '/stac/collections/SECRET/items'],
  ['GET /stac/collections/:collection/items/:item', '/stac/collections/SECRET/items/SECRET_1'],
  ['GET /stac/collections/:collection/aggregations', '/stac/collections/SECRET/aggregations'],
  ['GET /stac/collections/:collection/aggregate', '/stac/collections/SECRET/aggregate'],
  ['GET /objects/:identifier/:name', '/objects/SECRET_1/scene_COG.tif'],
  ['GET /cache/ows', `/cache/ows?${getMap('SECRET')}`],
  ['GET /cache/ows', `/cache/ows?${getTile('SECRET')}`],
  ['GET /cache/ows', `/cache/ows?${getTile('SECRET_1')}`],
  ['GET /cache/ows', `/cache/ows?${getInfo('SECRET')}`],
  ['GET /cache/ows', `/cache/ows?${getTile('SECRET', 'GetFeatureInfo')}&i=60&j=128`],
  ['GET /cache/ows', '/cache/ows?service=WMS&request=GetLegendGraphic&layer=SECRET&format=image/png'],
  [
    'GET /cache/ows/wmts/1.0.0/:layer/:style/:set/:matrix/:row/:file',
    '/cache/ows/wmts/1.0.0/SECRET/default/WebMercatorQuad/8/96/135.png',
  ],
  [
    'GET /cache/ows/wmts/1.0.0/:layer/:style/:time/:set/:matrix/:row/:file',
    '/cache/ows/wmts/1.0.0/SECRET/default/2018/WebMercatorQuad/8/96/135.png',
  ],
  [
    'GET /cache/ows/wmts/1.0.0/:layer/:style/:set/:matrix/:row/:column/:j/:file',
    '/cache/ows/wmts/1.0.0/SECRET/default/WebMercatorQuad/8/96/135/128/60.json',
  ],
  [
    'GET /cache/ows/wmts/1.0.0/:layer/:style/:time/:set/:matrix/:row/:column/:j/:file',
    '/cache/ows/wmts/1.0.0/SECRET/default/2018/WebMercatorQuad/8/96/135/128/60.json',
  ],
  ['GET /cache/tiles/:layer/:set/:z/:x/:file', '/cache/tiles/SECRET/WebMercatorQuad/8/135/96.png'],
  ['GET /cache/tiles/:layer/:set/:z/:x/:file', '/cache/tiles/SECRET_1/WebMercatorQuad/8/135/96.png'],
  ['GET /cache/tiles/:layer/tilejson.json', '/cache/tiles/SECRET/tilejson.json'],
  ['GET /cache/tms/1.0.0/:map', '/cache/tms/1.0.0/SECRET@WebMercatorQuad'],
  ['GET /cache/tms/1.0.0/:map/:z/:x/:file', '/cache/tms/1.0.0/SECRET@WebMercatorQuad/8/135/159.png'],
  ['GET /cache/kml/:file', '/cache/kml/SECRET.kml'],
  [
    'POST /cache/fill',
    '/cache/fill',
    '{"layer":"SECRET","tileMatrixSet":"WebMercatorQuad","zoom":8,"format":"png","time":"","tiles":[[135,96]]}',
  ],
  ['GET /cache/kml/:layer/:z/:x/:file', '/cache/kml/SECRET/7/135/35.kml'],
];

/** Documents about everything there is: 200 to all but who sends a token that does not hold. */
const ABOUT_ALL: readonly (readonly [route: string, path: string, form?: string])[] = [
  ['GET /ows', '/ows?service=WMS&request=GetCapabilities'],
  ['GET /ows', '/ows?service=WMS&version=1.1.1&request=GetCapabilities&cql=cloudCover IS NULL'],
  ['GET /ows', '/ows?service=WCS&request=GetCapabilities'],
  ['GET /cache/ows', '/cache/ows?service=WMS&request=GetCapabilities'],
  ['GET /cache/ows', '/cache/ows?service=WMTS&request=GetCapabilities'],
  ['GET /cache/ows/wmts/1.0.0/WMTSCapabilities.xml', '/cache/ows/wmts/1.0.0/WMTSCapabilities.xml'],
  ['GET /cache/tms/1.0.0', '/cache/tms/1.0.0'],
  ['GET /opensearch/:format', '/opensearch/json'],
  ['GET /opensearch/:format', '/opensearch/atom?bbox=5,35,15,45'],
  ['POST /opensearch/:format', '/opensearch/atom', 'count=10'],
  ['GET /stac', '/stac'],
  ['GET /stac/collections', '/stac/collections'],
  ['GET /stac/search', '/stac/search'],
  ['GET /stac/search', '/stac/search?bbox=5,35,15,45'],
  ['GET /stac/search', "/stac/search?filter=platform='sat-2'&filter-lang=cql2-text"],
  ['POST /stac/search', '/stac/search', '{"datetime":"2018/2019"}'],
  ['GET /stac/aggregate', '/stac/aggregate?aggregations=total_count,collection_frequency,platform_frequency'],
  ['GET /client/config.json', '/client/config.json'],
];

/** What says nothing about collections. */
const ABOUT_NONE = [
  ...['GET /healthz', 'GET /readyz', 'GET /metrics', 'GET /opensearch', 'GET /stac/conformance'],
  ...['GET /stac/api', 'GET /stac/api.html', 'GET /stac/queryables', 'GET /stac/aggregations'],
];

function getMap(layers: string) {
  return `service=WMS&version=1.1.1&request=GetMap&layers=${layers}&styles=&srs=EPSG:4326&bbox=10,40,11,41&width=64&height=64&format=image/png`;
}
function getInfo(layer: string) {
  return `${getMap(layer).replace('GetMap', 'GetFeatureInfo')}&query_layers=${layer}&x=32&y=32&info_format=application/json`;
}
function getTile(layer: string, request = 'GetTile') {
  return `service=WMTS&version=1.0.0&request=${request}&layer=${layer}&style=default&format=image/png&tilematrixset=WebMercatorQuad&tilematrix=8&tilerow=96&tilecol=135`;
}
function describeCoverageXml(id: string) {
  return `<wcs:DescribeCoverage xmlns:wcs="http://www.opengis.net/wcs/2.0" service="WCS" version="2.0.1"><wcs:CoverageId>${id}</wcs:CoverageId></wcs:DescribeCoverage>`;
}

const nameless = (text: string, name: string) => text.replaceAll(name, 'NOTHING');

/** As objects; where cache and renderer are apart, what the cache asks the renderer. */
const casesOf = (requests: typeof NAMED, wiring: Wiring) =>
  requests
    .filter(([, path]) => wiring === 'bundled' || path.startsWith('/cache/'))
    .map(([route, path, form]) => ({ route, path, form }));

describe.each<Wiring>(['bundled', 'apart'])('cache and renderer %s', (wiring) => {
  let stack: RestrictedStack;
  beforeAll(async () => void (stack = await startRestrictedStack(wiring)));
  afterAll(() => stack.stop());

  const ask = (
    path: string,
    form?: string | undefined,
    headers: Record<string, string> = {},
    remoteAddress = '192.0.2.7',
  ) =>
    stack.app.inject({
      method: form === undefined ? 'GET' : 'POST',
      url: encodeURI(path),
      remoteAddress,
      headers: {
        host: 'maps.example',
        ...(form === undefined ? {} : { 'content-type': typeOf(form) }),
        ...headers,
      },
      ...(form === undefined ? {} : { payload: form }),
    });
  const as = (who: string, path: string, form?: string | undefined) =>
    ask(path, form, who === 'nobody' ? {} : { authorization: stack.tokens[who]! });
  const typeOf = (form: string) =>
    form.startsWith('<')
      ? 'text/xml'
      : form.startsWith('{')
        ? 'application/json'
        : 'application/x-www-form-urlencoded';

  it('is asked about every route', () => {
    const told = [...NAMED, ...ABOUT_ALL].map(([route]) => route);
    const all = stack.routes.filter((route) => !ABOUT_NONE.includes(route));
    expect([...new Set(all)].sort()).toEqual([...new Set(told)].sort());
  });

  describe.each(casesOf(NAMED, wiring))('$route: $path', ({ path, form }) => {
    it.each(['nobody', 'ingest', 'other'])('does not exist for %s', async (who) => {
      const [asked, none] = [
        await as(who, path, form),
        await as(who, nameless(path, 'SECRET'), form === undefined ? undefined : nameless(form, 'SECRET')),
      ];
      expect(asked.statusCode).toBe(none.statusCode);
      expect(nameless(asked.body, 'SECRET')).toBe(none.body);
      const { date: _date, ...headers } = asked.headers;
      expect({ ...headers, 'content-length': 0, date: 0 }).toEqual({
        ...none.headers,
        ...{ 'content-length': 0, date: 0 },
      });
    });

    it('is refused with a token that has expired, whatever it asks for', async () => {
      const asked = await as('expired', path, form);
      expect([asked.statusCode, asked.headers['www-authenticate']]).toEqual([
        401,
        'Bearer error="invalid_token"',
      ]);
      expect(asked.body).not.toMatch(/SECRET'|Under embargo/);
    });

    it.each(['right', 'all'])('is answered to %s, and kept by no shared cache', async (who) => {
      const { statusCode, headers, body } = await as(who, path, form);
      expect({ statusCode, body: statusCode === 200 ? '' : body }).toEqual({ statusCode: 200, body: '' });
      expect(headers['cache-control']).toMatch(/^private\b|no-store/);
      expect(headers['vary']).toMatch(/Authorization/);
      // Nothing that was answered is answered to somebody else.
      expect((await as('nobody', path, form)).body).not.toBe(body);
    });
  });

  describe.each(casesOf(ABOUT_ALL, wiring))('$route: $path', ({ path, form }) => {
    it.each(['nobody', 'ingest', 'other'])('says nothing of it to %s', async (who) => {
      const { statusCode, headers, body } = await as(who, path, form);
      expect([statusCode, headers['vary']]).toEqual([200, expect.stringMatching(/Authorization/)]);
      expect(body).not.toMatch(/SECRET|embargo|veiled|secret/);
      expect(/OTHER/.test(body)).toBe(who === 'other' && /OTHER/.test((await as('all', path, form)).body));
    });
    it('tells who may see it', async () => {
      const { statusCode, headers, body } = await as('right', path, form);
      expect([statusCode, headers['cache-control']]).toEqual([200, expect.stringMatching(/^private/)]);
      expect(body).toMatch(/SECRET/);
      expect(body).not.toMatch(/OTHER/);
      expect((await as('expired', path, form)).statusCode).toBe(401);
    });
  });

  it.each([
    ['nobody', 1],
    ['other', 2],
    ['right', 2],
    ['all', 3],
  ])('counts what %s sees: %i', async (who, count) => {
    const answer = (await as(who, '/stac/aggregate?aggregations=total_count')).json() as {
      aggregations: { value: number }[];
    };
    expect(answer.aggregations[0]?.value).toBe(count);
    const found = (await as(who, '/stac/search')).json() as { features: unknown[]; numberMatched?: number };
    expect(found.features).toHaveLength(count);
    const collections = (await as(who, '/stac/search?collections=SECRET,OTHER,OPEN')).json() as typeof found;
    expect(collections.features).toHaveLength(count);
  });

  it('shows the open coverage of a name that a restricted product has, too', async () => {
    const layer = `/ows?${getInfo('scene')}`;
    expect((await as('nobody', layer)).body).toMatch(/OPEN_1/);
    expect((await as('right', layer)).body).toMatch(/SECRET_1/);
  });

  it('takes open tiles from and for everybody, and no other answer from those', async () => {
    const open = '/cache/tiles/OPEN/WebMercatorQuad/8/135/96.png';
    const first = await as('all', open);
    expect(first.headers['cache-control']).toMatch(/^private/);
    const second = await as('nobody', open);
    expect(second.headers['cache-control']).not.toMatch(/private/);
    expect(second.rawPayload.equals(first.rawPayload)).toBe(true);
  });

  it('remembers no tile that somebody with rights was answered', async () => {
    const base = await stack.listen();
    const path = '/cache/tiles/SECRET/WebMercatorQuad/8/135/96.png';
    const status = async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(`${base}${path}`, { headers })).status;
    const own = { authorization: stack.tokens['right']! };
    const first = await fetch(`${base}${path}`, { headers: own });
    const known = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect([first.status, await status(path, { ...own, ...known }), await status(path, own)]).toEqual([
      200, 304, 200,
    ]);
    expect([await status(path), await status(path, known)]).toEqual([404, 404]);
    const open = path.replace('SECRET', 'OPEN');
    expect([await status(open), await status(open)]).toEqual([200, 200]);
  });

  it.each(ABOUT_NONE)('%s names none', async (route) => {
    const { statusCode, body } = await as('all', route.replace('GET ', ''));
    expect([statusCode, body]).toEqual([200, expect.not.stringMatching(/SECRET|OTHER/)]);
  });

  it('believes the proxy of the stack, and no forged headers', async () => {
    const headers = { 'x-forwarded-user': 'ada', 'x-forwarded-groups': 'analysts' };
    const path = '/stac/collections/SECRET';
    expect((await ask(path, undefined, headers, '10.0.0.1')).statusCode).toBe(200);
    expect((await ask(path, undefined, headers)).statusCode).toBe(401);
    expect((await ask('/stac', undefined, headers)).statusCode).toBe(401);
    expect((await ask(path, undefined, { 'x-pvs-sight': '*' })).statusCode).toBe(404);
    expect(
      (await ask(`/internal/ows?${getMap('SECRET')}`, undefined, { 'x-pvs-sight': '*' })).statusCode,
    ).toBe(404);
  });
});
