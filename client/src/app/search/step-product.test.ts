import { expect, it } from 'vitest';
import { parseProduct } from './product.ts';
import { stepProduct } from './step-product.ts';
import { parseInterval } from '../time/time-interval.ts';

const product = (id: string, begin: string | undefined) =>
  parseProduct({ id, properties: { begin_time: begin } })!;
const products = [
  product('newest', '2018-07-03T10:00:00Z'),
  product('undated', undefined),
  product('twin-b', '2018-07-02T10:00:00Z'),
  product('twin-a', '2018-07-02T10:00:00Z'),
  product('oldest', '2018-07-01T10:00:00Z'),
];

it.each([
  ['forwards from all times', undefined, undefined, 1, 'oldest'],
  ['backwards from all times', undefined, undefined, -1, 'newest'],
  ['forwards from a product', 'oldest', undefined, 1, 'twin-a'],
  ['through products of the same time', 'twin-a', undefined, 1, 'twin-b'],
  ['backwards from a product', 'newest', undefined, -1, 'twin-b'],
  ['forwards past the last', 'newest', undefined, 1, undefined],
  ['forwards from an interval', undefined, '2018-07-01--2018-07-02', 1, 'newest'],
  ['backwards from an interval', undefined, '2018-07-02--2018-07-02', -1, 'oldest'],
  ['from an interval where the product is not known', 'gone', '2018-07-02--2018-07-02', 1, 'newest'],
] as const)('steps %s', (_fact, from, time, direction, expected) => {
  const origin = { product: from, time: time && parseInterval(time) };
  expect(stepProduct(products, origin, direction)?.identifier).toBe(expected);
});
