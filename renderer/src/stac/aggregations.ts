import type { ProductCounts } from '@pvs/core/catalogue/counting/product-counts';
import { type CountedQuery, TIME_STEPS, type TimeStep } from '@pvs/core/catalogue/search/count-products';
import type { SearchProperty } from '@pvs/core/catalogue/filter/queryables';
import { invalidInput } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import { formatInstant } from '@pvs/core/time/format-instant';
import type { StacContext } from './stac-context.ts';

/** What is counted, and how. */
interface AggregationRequest {
  readonly counts: ProductCounts;
  /** Of `datetime_frequency`. */
  readonly step: TimeStep;
}

/** An aggregation of the STAC API's Aggregation extension 0.3: a name, the kind of its values, and the count. */
interface Aggregation {
  readonly name: string;
  readonly dataType: (request: Pick<AggregationRequest, 'step'>) => string;
  /** `buckets`, or a single `value`. */
  readonly count: (request: AggregationRequest) => Promise<object>;
}

const total: Aggregation = {
  name: 'total_count',
  dataType: () => 'numeric',
  count: async ({ counts }) => ({ value: await counts.total() }),
};

const edge = (name: string, which: 'first' | 'last'): Aggregation => ({
  name,
  dataType: () => 'datetime',
  async count({ counts }) {
    const begins = await counts.begins();
    return { value: begins ? formatInstant(begins[which]) : null };
  },
});

const times: Aggregation = {
  name: 'datetime_frequency',
  dataType: ({ step }) => `interval_${step}`,
  async count({ counts, step }) {
    const steps = await counts.byTime(step);
    return {
      buckets: steps.map(({ begin, count }) => ({
        key: formatInstant(begin),
        data_type: 'datetime',
        frequency: count,
      })),
    };
  },
};

const values = (name: string, property: SearchProperty): Aggregation => ({
  name,
  dataType: () => 'string',
  async count({ counts }) {
    const { values, others } = await counts.byValue(property);
    return {
      buckets: values.map(({ value, count }) => ({ key: value, data_type: 'string', frequency: count })),
      overflow: others,
    };
  },
});

/** Adding an aggregation is one line here. */
export const AGGREGATIONS: readonly Aggregation[] = [
  total,
  edge('datetime_min', 'first'),
  edge('datetime_max', 'last'),
  times,
  values('collection_frequency', 'collection'),
  values('platform_frequency', 'platform'),
  values('instrument_frequency', 'instrument'),
  values('product_type_frequency', 'productType'),
];

/** What can be counted, as `/aggregations` says it. */
export const writeAggregations = (links: readonly object[]) => ({
  aggregations: AGGREGATIONS.map(({ name, dataType }) => ({ name, data_type: dataType({ step: 'day' }) })),
  links,
});

/**
 * Counts what `aggregations` names of the products that match, `total_count` unless given; the step of `datetime_frequency` is
 * `datetime_frequency_interval`, a day unless given.
 * @throws InvalidInput naming the parameter; LimitExceeded `TooManySteps`
 */
export async function aggregate(
  { catalogue, gone }: Pick<StacContext, 'catalogue' | 'gone'>,
  query: CountedQuery,
  kvp: Kvp,
) {
  const step = stepOf(kvp.get('datetime_frequency_interval'));
  const wanted = (kvp.get('aggregations') ?? 'total_count')
    .split(',')
    .map((name) => findAggregation(name.trim()));
  const counts = await catalogue.count(query, gone);
  const aggregations = await Promise.all(
    wanted.map(async ({ name, dataType, count }) => ({
      name,
      data_type: dataType({ step }),
      ...(await count({ counts, step })),
    })),
  );
  return { type: 'AggregationCollection', aggregations };
}

function findAggregation(name: string): Aggregation {
  const found = AGGREGATIONS.find((aggregation) => aggregation.name === name);
  if (found) return found;
  const known = AGGREGATIONS.map(({ name: known }) => known).join(', ');
  throw invalid('aggregations', `expected some of ${known}, given '${name.slice(0, 100)}'`);
}

function stepOf(given: string | undefined): TimeStep {
  const found = TIME_STEPS.find((step) => step === (given ?? 'day'));
  if (found) return found;
  const shown = given?.slice(0, 100);
  throw invalid('datetime_frequency_interval', `expected one of ${TIME_STEPS.join(', ')}, given '${shown}'`);
}

const invalid = (name: string, message: string) =>
  invalidInput(`parameter '${name}': ${message}`, {
    code: 'InvalidParameterValue',
    detail: { locator: name },
  });
