import { z } from 'zod';
import { TIME_STEPS } from '@pvs/core/catalogue/search/count-products';
import { AGGREGATIONS } from './aggregations.ts';
import { DEFAULT_LIMIT, searchBody } from './item-search.ts';
import { GEOJSON_TYPE, type StacContext } from './stac-context.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly required?: boolean;
  readonly description: string;
  readonly schema: object;
}

/** One operation, as much of it as the page shows. */
export interface Operation {
  readonly summary: string;
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: object;
  readonly responses: object;
}

export interface OpenApi {
  readonly openapi: '3.0.3';
  readonly info: { readonly title: string; readonly description: string; readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const text = { type: 'string' };
const query = (name: string, description: string, schema: object = text): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});
const path = (name: string, description: string): Parameter => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: text,
});

const searchParameters = (mostItems: number): readonly Parameter[] => [
  query('bbox', 'West, south, east, north in degrees; over the antimeridian west is the greater'),
  query('datetime', 'Instant or interval (RFC 3339), open ends as ..; e.g. 2018-06-01T00:00:00Z/..'),
  query('limit', 'Items of a page', {
    type: 'integer',
    minimum: 1,
    maximum: mostItems,
    default: Math.min(DEFAULT_LIMIT, mostItems),
  }),
  query('filter', 'Filter in CQL2, e.g. "eo:cloud_cover" < 10 AND platform = \'SAT\''),
  query('filter-lang', 'Language of the filter', { type: 'string', enum: ['cql2-text', 'cql2-json'] }),
  query('sortby', 'Fields, + before ascending and - before descending ones, e.g. -datetime,id'),
  query('fields', 'Fields to include, and with - before them to leave out'),
  query('token', 'A page, from a link to it'),
];
const COUNTED = searchParameters(DEFAULT_LIMIT).filter(({ name }) => /^(bbox|datetime|filter)/.test(name));
const COUNTS: readonly Parameter[] = [
  query('aggregations', `What is counted: ${AGGREGATIONS.map(({ name }) => name).join(', ')}`),
  query('datetime_frequency_interval', 'Step of datetime_frequency, in UTC', {
    type: 'string',
    enum: TIME_STEPS,
    default: 'day',
  }),
];
const ACROSS: readonly Parameter[] = [
  query('ids', 'Identifiers, separated by commas'),
  query('collections', 'Collections, separated by commas'),
  query('intersects', 'GeoJSON geometry that the footprint meets; not together with bbox'),
];

const answer = (description: string, mediaType = 'application/json') => ({
  200: { description, content: { [mediaType]: { schema: { type: 'object' } } } },
  default: {
    description: 'What is wrong',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: { code: text, description: text },
          required: ['code', 'description'],
        },
      },
    },
  },
});

const operation = (
  operationId: string,
  summary: string,
  responses: object,
  parameters?: readonly Parameter[],
): { readonly get: Operation } => ({
  get: { operationId, summary, ...(parameters ? { parameters } : {}), responses },
});

const COLLECTION = path('collectionId', 'A collection');

const aggregationPaths = {
  '/aggregations': operation('getAggregations', 'What can be counted', answer('Aggregations')),
  '/aggregate': operation('aggregate', 'Count items of all collections', answer('Counts'), [
    ...COUNTS,
    ...ACROSS,
    ...COUNTED,
  ]),
  '/collections/{collectionId}/aggregations': operation(
    'getCollectionAggregations',
    'What can be counted',
    answer('Aggregations'),
    [COLLECTION],
  ),
  '/collections/{collectionId}/aggregate': operation(
    'aggregateCollection',
    'Count items of a collection',
    answer('Counts'),
    [COLLECTION, ...COUNTS, ...COUNTED],
  ),
};

/** The OpenAPI 3.0 document of the STAC API. */
export function openApi({ stack, stackUrl }: Pick<StacContext, 'stack' | 'stackUrl'>): OpenApi {
  const items = answer('A page of items', GEOJSON_TYPE);
  const search = searchParameters(stack.limits.searchItems);
  return {
    openapi: '3.0.3',
    info: {
      title: `${stack.title} – STAC API`,
      description: stack.abstract || stack.title,
      version: '1.0.0',
    },
    servers: [{ url: `${stackUrl}/stac` }],
    paths: {
      '/': operation('getLandingPage', 'The catalogue', answer('The landing page')),
      '/conformance': operation('getConformance', 'What this API implements', answer('Conformance classes')),
      '/queryables': operation(
        'getQueryables',
        'What filters may name',
        answer('JSON schema', 'application/schema+json'),
      ),
      '/collections': operation('getCollections', 'All collections', answer('Collections')),
      '/collections/{collectionId}': operation(
        'describeCollection',
        'One collection',
        answer('A collection'),
        [COLLECTION],
      ),
      '/collections/{collectionId}/queryables': operation(
        'getCollectionQueryables',
        'What filters may name',
        answer('JSON schema', 'application/schema+json'),
        [COLLECTION],
      ),
      '/collections/{collectionId}/items': operation('getFeatures', 'Items of a collection', items, [
        COLLECTION,
        ...search,
      ]),
      '/collections/{collectionId}/items/{featureId}': operation(
        'getFeature',
        'One item',
        answer('An item', GEOJSON_TYPE),
        [COLLECTION, path('featureId', 'An item')],
      ),
      ...aggregationPaths,
      '/search': {
        ...operation('getItemSearch', 'Search items of all collections', items, [...ACROSS, ...search]),
        post: {
          operationId: 'postItemSearch',
          summary: 'Search items of all collections',
          requestBody: { content: { 'application/json': { schema: bodySchema() } } },
          responses: items,
        },
      },
    },
  };
}

const bodySchema = () => z.toJSONSchema(searchBody, { io: 'input', target: 'openapi-3.0' });
