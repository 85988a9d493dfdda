import { expect, it } from 'vitest';
import { parseProduct } from '../search/product.ts';
import { parseInterval } from '../time/time-interval.ts';
import { histogramEntries, mappedProducts } from './derive-products.ts';

const product = (id: string, begin?: string, west = 0) =>
  parseProduct({ id, bbox: [west, 0, west + 1, 1], properties: { begin_time: begin } })!;
const june = product('june', '2018-06-15T10:00:00Z');
const july = product('july', '2018-07-15T10:00:00Z', 50);
const undated = product('undated');

const ids = (...given: Parameters<typeof mappedProducts>) =>
  mappedProducts(...given).map((each) => each.identifier);

it('maps the products of the time, those of the list and the selected one, each once', () => {
  const time = parseInterval('2018-06-01--2018-06-30');
  expect(ids([june, july, undated], [june], time, undefined)).toEqual(['june']);
  expect(ids([june, july, undated], [june], time, july)).toEqual(['june', 'july']);
  expect(ids([june, july, undated], [], undefined, undefined)).toEqual(['june', 'july', 'undated']);
});

it('counts dated products and emphasises those in the area', () => {
  const area = { west: -1, south: -1, east: 2, north: 2 };
  expect(histogramEntries([june, july, undated], area).map((entry) => entry.emphasised)).toEqual([
    true,
    false,
  ]);
  expect(histogramEntries([june, july], undefined).every((entry) => entry.emphasised)).toBe(true);
});
