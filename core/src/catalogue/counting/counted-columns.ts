import { eoColumns } from '../eo-columns.ts';
import type { ProductColumns } from '../product-columns.ts';
import { SharedValues } from '../shared-values.ts';
import { withRoom } from '../with-room.ts';
import { COUNTED_ATTRIBUTES, type CountedAttribute, type CountedProduct } from './counted-product.ts';

/** What products are counted from: two tables with the same rows. */
export interface CountableProducts {
  readonly products: ProductColumns;
  readonly counted: CountedColumns;
}

const CORNERS = 4;

/** A {@link CountedProduct} for each row of {@link ProductColumns}, in columns; nobody asks for one that is gone. */
export class CountedColumns {
  #places = new Float64Array(0);
  #isWhole = new Uint8Array(0);
  readonly #values = new Map<CountedAttribute, TextColumn | NumberColumn>();

  set(row: number, [west, south, east, north, isWhole, ...values]: CountedProduct): void {
    const at = CORNERS * row;
    this.#places = withRoom(this.#places, at + CORNERS, NaN);
    this.#places[at] = west ?? NaN;
    this.#places[at + 1] = south ?? NaN;
    this.#places[at + 2] = east ?? NaN;
    this.#places[at + 3] = north ?? NaN;
    this.#isWhole = withRoom(this.#isWhole, row + 1);
    this.#isWhole[row] = Number(isWhole);
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i]!;
      if (value !== null) this.#columnOf(COUNTED_ATTRIBUTES[i]!).set(row, value as never);
    }
  }

  get(row: number): CountedProduct {
    const corner = (i: number) => {
      const degrees = this.#places[CORNERS * row + i] ?? NaN;
      return Number.isNaN(degrees) ? null : degrees;
    };
    const values = COUNTED_ATTRIBUTES.map((attribute) => this.#values.get(attribute)?.get(row) ?? null);
    return [corner(0), corner(1), corner(2), corner(3), this.isWhole(row), ...values];
  }

  /** Four numbers a row, see {@link CountedProduct}; they are none where a product has no place. Good until the next change. */
  get places(): Float64Array {
    return this.#places;
  }

  isWhole(row: number): boolean {
    return this.#isWhole[row] === 1;
  }

  texts(attribute: CountedAttribute): TextColumn | undefined {
    const column = this.#columnOf(attribute);
    return column instanceof TextColumn ? column : undefined;
  }

  /** By rows, good until the next change: not a number, or beyond the end, where a product lacks it. */
  numbers(attribute: CountedAttribute): Float64Array | undefined {
    const column = this.#columnOf(attribute);
    return column instanceof NumberColumn ? column.numbers : undefined;
  }

  /** It takes no room before a product has the attribute. */
  #columnOf(attribute: CountedAttribute): TextColumn | NumberColumn {
    const known = this.#values.get(attribute);
    if (known) return known;
    const column = eoColumns[attribute] === 'text' ? new TextColumn() : new NumberColumn();
    this.#values.set(attribute, column);
    return column;
  }
}

/** Texts, of which there are few, by numbers from 1 on; 0 is none. */
export class TextColumn {
  #ids = new Uint32Array(0);
  readonly #texts = new SharedValues<string>(String);

  set(row: number, text: string): void {
    this.#ids = withRoom(this.#ids, row + 1);
    this.#ids[row] = this.#texts.idOf(text) + 1;
  }

  get(row: number): string | undefined {
    return this.textOf(this.idAt(row));
  }

  idAt(row: number): number {
    return this.#ids[row] ?? 0;
  }

  /** Undefined where no product ever had it. */
  idOf(text: string): number | undefined {
    const id = this.#texts.find(text);
    return id === undefined ? undefined : id + 1;
  }

  textOf(id: number): string | undefined {
    return id === 0 ? undefined : this.#texts.at(id - 1);
  }
}

/** Numbers; what a product lacks is not one. */
export class NumberColumn {
  #numbers = new Float64Array(0);

  set(row: number, value: number): void {
    this.#numbers = withRoom(this.#numbers, row + 1, NaN);
    this.#numbers[row] = value;
  }

  get(row: number): number | undefined {
    const value = this.#numbers[row] ?? NaN;
    return Number.isNaN(value) ? undefined : value;
  }

  get numbers(): Float64Array {
    return this.#numbers;
  }
}
