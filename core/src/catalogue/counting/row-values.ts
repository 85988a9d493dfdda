import type { SearchProperty } from '../filter/queryables.ts';
import type { CountableProducts } from './counted-columns.ts';
import { COUNTED_ATTRIBUTES, type CountedAttribute } from './counted-product.ts';

/** The number that a property of a row's product is, of a time its milliseconds; not a number where it lacks it. */
export type NumberReader = (row: number) => number;

/** Undefined where the property is no number, or not in columns. Times are registered in whole milliseconds. */
export function numberReader(
  property: SearchProperty,
  { products, counted }: CountableProducts,
): NumberReader | undefined {
  if (property === 'beginTime') return (row) => products.beginMs(row);
  if (property === 'endTime') return (row) => products.endMs(row);
  const numbers = isCounted(property) ? counted.numbers(property) : undefined;
  return numbers && ((row) => numbers[row] ?? NaN);
}

/** Texts by numbers that stand for them; 0 is none. */
export interface TextReader {
  readonly idAt: (row: number) => number;
  readonly idOf: (text: string) => number | undefined;
  readonly textOf: (id: number) => string | undefined;
}

/** Undefined where the property is no text, or not in columns. */
export function textReader(
  property: SearchProperty,
  { products, counted }: CountableProducts,
): TextReader | undefined {
  if (property === 'collection') {
    const { collections } = products;
    return {
      idAt: (row) => products.collectionId(row) + 1,
      idOf: (text) => {
        const id = collections.find(text);
        return id === undefined ? undefined : id + 1;
      },
      textOf: (id) => collections.at(id - 1),
    };
  }
  const column = isCounted(property) ? counted.texts(property) : undefined;
  return (
    column && {
      idAt: (row) => column.idAt(row),
      idOf: (text) => column.idOf(text),
      textOf: (id) => column.textOf(id),
    }
  );
}

const isCounted = (property: string): property is CountedAttribute =>
  (COUNTED_ATTRIBUTES as readonly string[]).includes(property);
