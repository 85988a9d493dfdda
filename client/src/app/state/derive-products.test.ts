import { expect, it } from 'vitest';
import { parseProduct } from '../search/product.ts';
import { parseInterval } from '../time/time-interval.ts';
import { mappedProducts } from './derive-products.ts';

const product = (id: string, begin?: string) => parseProduct({ id, properties: { begin_time: begin } })!;
const june = product('june', '2018-06-15T10:00:00Z');
const july = product('july', '2018-07-15T10:00:00Z');
const undated = product('undated');

const ids = (...given: Parameters<typeof mappedProducts>) =>
  mappedProducts(...given).map((each) => each.identifier);

it('maps the products of the time, those of the list and the selected one, each once', () => {
  const time = parseInterval('2018-06-01--2018-06-30');
  expect(ids([june, july, undated], [june], time, undefined)).toEqual(['june']);
  expect(ids([june, july, undated], [june], time, july)).toEqual(['june', 'july']);
  expect(ids([june, july, undated], [], undefined, undefined)).toEqual(['june', 'july', 'undated']);
});
