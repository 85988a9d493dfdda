import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { boxesTouch } from '../src/app/search/geo-box.ts';
import { clientDistDir } from '../src/dist-dir.ts';
import type { ClientSettings } from '../src/client-settings.ts';
import { clientPlugin } from '../src/plugin.ts';
import { cannedProducts } from './canned-products.ts';
import type { CannedProduct } from './canned-products.ts';
import { countProducts } from './canned-counts.ts';
import { drawTile } from './canned-tile.ts';

export const cannedSettings: ClientSettings = {
  stack: 'canned',
  title: 'Alpine mosaics',
  abstract: 'Sample scenes over the Alps, for testing the viewer.',
  collections: [
    {
      id: 'ALPS',
      title: 'Alps 2018',
      abstract: 'Very high resolution scenes of summer 2018 over the Alps and their forelands.',
    },
    { id: 'EMPTY', title: 'Not yet filled', abstract: '' },
  ],
  layers: [
    { id: 'ALPS', title: 'Alps 2018', kind: 'picture', collection: 'ALPS' },
    { id: 'ALPS__ndvi', title: 'Vegetation index', kind: 'picture', collection: 'ALPS' },
    { id: 'ALPS__outlines', title: 'Outlines', kind: 'outlines', collection: 'ALPS' },
    { id: 'EMPTY', title: 'Not yet filled', kind: 'picture', collection: 'EMPTY' },
  ],
  map: { center: [12.5, 47.2], zoom: 6.2 },
  tileMatrixSet: 'WebMercatorQuad',
  minZoom: 0,
  maxZoom: 16,
  signIn: false,
};

/** The page behind a base path, and search and tile answers of the documented shape made from canned products. */
export interface CannedStack {
  readonly app: FastifyInstance;
  /** Answers searches with this status from now on; undefined: works again. */
  failSearches: number | undefined;
  /** The same for tiles. */
  failTiles: number | undefined;
}

/** With a picture that products have of themselves, beside those of the settings. */
const capabilities = `<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1">
<Contents><Layer><ows:Title>Alps 2018</ows:Title><ows:Identifier>ALPS</ows:Identifier></Layer>
<Layer><ows:Title>Alps 2018 – True colour</ows:Title><ows:Identifier>ALPS__true-color</ows:Identifier></Layer></Contents>
</Capabilities>`;

export const basePath = '/some/base';

interface SearchParams {
  readonly bbox?: string;
  readonly start?: string;
  readonly end?: string;
  readonly count?: string;
  readonly startIndex?: string;
  readonly cloudCover?: string;
  readonly platform?: string;
  readonly cql?: string;
  readonly sortKeys?: string;
}

export async function createCannedStack(): Promise<CannedStack> {
  const app = fastify();
  const stack: CannedStack = { app, failSearches: undefined, failTiles: undefined };
  await app.register(clientPlugin, { prefix: basePath, settings: cannedSettings, distDir: clientDistDir });
  app.get<{ Params: { id: string }; Querystring: SearchParams }>(
    `${basePath}/opensearch/collections/:id/json/`,
    async (request, reply) => {
      if (stack.failSearches) return reply.code(stack.failSearches).send({ detail: 'the catalogue is away' });
      return answerSearch(request.params.id === 'ALPS' ? cannedProducts : [], request.query);
    },
  );
  app.get<{ Params: { id: string }; Querystring: Record<string, string> }>(
    `${basePath}/stac/collections/:id/aggregate`,
    async ({ params, query }) => countProducts(params.id === 'ALPS' ? cannedProducts : [], query),
  );
  app.get(`${basePath}/stac/collections/:id/queryables`, async () => ({
    properties: { 'sat:absolute_orbit': { type: 'integer', 'pvs:attribute': 'orbitNumber' } },
  }));
  app.get(`${basePath}/cache/ows/wmts/1.0.0/WMTSCapabilities.xml`, (_request, reply) =>
    reply.type('application/xml').send(capabilities),
  );
  app.get(`${basePath}/objects/:product/quicklook.png`, (_request, reply) =>
    reply.type('image/png').send(drawTile('ALPS', 6, 33, 22, undefined)),
  );
  app.get<{ Params: Record<'layer' | 'z' | 'x' | 'y', string>; Querystring: { time?: string } }>(
    `${basePath}/cache/tiles/:layer/WebMercatorQuad/:z/:x/:y.png`,
    async ({ params, query }, reply) =>
      stack.failTiles
        ? reply.code(stack.failTiles).send()
        : reply
            .type('image/png')
            .send(drawTile(params.layer, Number(params.z), Number(params.x), Number(params.y), query.time)),
  );
  return stack;
}

function answerSearch(products: readonly CannedProduct[], query: SearchParams) {
  const [west = -180, south = -90, east = 180, north = 90] = query.bbox?.split(',').map(Number) ?? [];
  const matching = products.filter(
    ({ bbox: [w, s, e, n], beginTime, endTime, cloudCover, platform }) =>
      boxesTouch({ west, south, east, north }, { west: w, south: s, east: e, north: n }) &&
      (!query.end || beginTime <= query.end) &&
      (!query.start || endTime >= query.start) &&
      cloudCover <= Number(query.cloudCover?.replace(']', '') ?? 100) &&
      (!query.platform || query.platform === `{${platform}}`),
  );
  const stepped = sorted(matching.filter(beyond(query.cql)), query.sortKeys);
  const [startIndex, count] = [Number(query.startIndex ?? 0), Number(query.count ?? 50)];
  const next = new URLSearchParams({ ...query, startIndex: String(startIndex + count) });
  return {
    type: 'FeatureCollection',
    totalResults: matching.length,
    startIndex,
    itemsPerPage: count,
    // A host that the browser must not follow: only the query of the link counts.
    links:
      startIndex + count < matching.length
        ? [{ rel: 'next', href: `http://internal.invalid/x?${next}` }]
        : [],
    features: stepped.slice(startIndex, startIndex + count).map(toFeature),
  };
}

/** The condition of a step in time, as the page writes it. */
function beyond(cql: string | undefined): (product: CannedProduct) => boolean {
  const [, sign, begin = '', , identifier = ''] =
    /^beginTime ([<>]) (\S+)( OR .* AND identifier [<>] '(.*)'\))?$/.exec(cql ?? '') ?? [];
  if (sign === undefined) return () => true;
  const place = (time: string, id: string) => `${new Date(time).toISOString()} ${id}`;
  const from = place(begin, identifier);
  return (product) => {
    const at = place(product.beginTime, product.identifier);
    return sign === '>' ? at > from : at < from;
  };
}

function sorted(products: readonly CannedProduct[], sortKeys = ''): readonly CannedProduct[] {
  const oldestFirst = products.toSorted((a, b) => (a.beginTime < b.beginTime ? -1 : 1));
  if (sortKeys.startsWith('beginTime,,1')) return oldestFirst;
  if (sortKeys.startsWith('cloudCover,,1')) return products.toSorted((a, b) => a.cloudCover - b.cloudCover);
  return products;
}

function toFeature({ identifier, bbox, ring, beginTime, endTime, platform, cloudCover }: CannedProduct) {
  return {
    type: 'Feature',
    id: identifier,
    bbox,
    geometry: { type: 'MultiPolygon', coordinates: [[ring]] },
    properties: {
      identifier,
      collection: 'ALPS',
      begin_time: beginTime,
      end_time: endTime,
      productType: 'PHR_MS___3',
      platform,
      instrument: 'HiRI',
      cloudCover,
      orbitNumber: 12_345,
      illuminationElevationAngle: 58.3,
      links: {
        data: [
          { href: `http://internal.invalid/objects/${identifier}/a.tif`, title: 'a.tif', length: 12_345_678 },
        ],
        previews: [
          { href: `http://internal.invalid/objects/${identifier}/quicklook.png`, title: 'QUICKLOOK' },
        ],
      },
    },
  };
}
