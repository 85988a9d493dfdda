import type { Box } from '../geometry/box.ts';
import { intervalsOverlap, type TimeInterval } from '../time/time-grammar.ts';
import type { ProductRef } from './product-ref.ts';
import { SharedValues } from './shared-values.ts';
import { withRoom } from './with-room.ts';

const GEOGRAPHIC = 'EPSG:4326';
/** What a row holds. */
const [REVISION, BEGIN, END, COLLECTION, PICTURES, FIRST_BOX, BOXES] = [0, 1, 2, 3, 4, 5, 6];
const ROW = 7;
const CORNERS = 4;
/** In place of the revision. */
const GONE = -1;
/** Rows and boxes at first; it doubles. */
const FIRST_ROOM = 256;

/**
 * What is known of products, in columns of numbers: as objects, a million of them kept the garbage collector busy for
 * seconds, again and again, in processes that answer requests. A product has a row, a box a number; both stay what
 * they are, and those of what was removed are gone.
 */
export class ProductColumns {
  readonly #rows = new Map<string, number>();
  readonly #identifiers: string[] = [];
  #numbers = new Float64Array(ROW * FIRST_ROOM);
  #boxes = 0;
  #corners = new Float64Array(CORNERS * FIRST_ROOM);
  #owners = new Uint32Array(FIRST_ROOM);
  readonly #collections = new SharedValues<string>(String);
  readonly #pictures = new SharedValues<readonly string[] | undefined>((names) => names?.join('\n') ?? '\0');

  /** Whether most rows are of products that are gone, so that it is worth while to begin anew. */
  get isSparse(): boolean {
    return this.#identifiers.length > 2 * this.#rows.size + 10_000;
  }

  /** Adds a product whose identifier is not in here. @returns its row, and the numbers of its boxes: the first, and how many */
  add(product: ProductRef): readonly [row: number, firstBox: number, boxes: number] {
    const { identifier, collection, revision, pictures, boxes, beginMs, endMs } = product;
    const row = this.#identifiers.push(identifier) - 1;
    this.#rows.set(identifier, row);
    const first = this.#boxes;
    const shared = [this.#collections.idOf(collection), this.#pictures.idOf(pictures)];
    this.#numbers = withRoom(this.#numbers, ROW * (row + 1));
    this.#numbers.set([revision, beginMs, endMs, ...shared, first, boxes.length], ROW * row);
    for (const box of boxes) this.#addBox(box, row);
    return [row, first, boxes.length];
  }

  #addBox({ minX, minY, maxX, maxY }: Box, row: number): void {
    const box = this.#boxes;
    this.#boxes += 1;
    this.#corners = withRoom(this.#corners, CORNERS * this.#boxes);
    this.#corners.set([minX, minY, maxX, maxY], CORNERS * box);
    this.#owners = withRoom(this.#owners, this.#boxes);
    this.#owners[box] = row;
  }

  /** @returns the product as it was; undefined where there was none */
  remove(identifier: string): ProductRef | undefined {
    const row = this.#rows.get(identifier);
    if (row === undefined) return undefined;
    const product = this.at(row);
    this.#rows.delete(identifier);
    this.#identifiers[row] = '';
    this.#numbers[ROW * row + REVISION] = GONE;
    return product;
  }

  get(identifier: string): ProductRef | undefined {
    const row = this.#rows.get(identifier);
    return row === undefined ? undefined : this.at(row);
  }

  /** Rows of what is not gone. */
  rows(): Iterable<number> {
    return this.#rows.values();
  }

  /** One more than the greatest row. */
  get end(): number {
    return this.#identifiers.length;
  }

  has(row: number): boolean {
    return this.#number(row, REVISION) !== GONE;
  }

  /** The product of a row that is not gone. */
  at(row: number): ProductRef {
    const first = this.#number(row, FIRST_BOX);
    const pictures = this.#pictures.at(this.#number(row, PICTURES));
    return {
      identifier: this.#identifiers[row]!,
      collection: this.#collections.at(this.#number(row, COLLECTION)),
      revision: this.#number(row, REVISION),
      boxes: Array.from({ length: this.#number(row, BOXES) }, (_, i) => this.#boxAt(first + i)),
      ...(pictures ? { pictures } : {}),
      beginMs: this.#number(row, BEGIN),
      endMs: this.#number(row, END),
    };
  }

  #boxAt(box: number): Box {
    const [minX, minY, maxX, maxY] = this.cornersOf(box);
    return { crs: GEOGRAPHIC, minX, minY, maxX, maxY };
  }

  /** Of no other product, nor of this one in another state; undefined where there is none. */
  revisionOf(identifier: string): number | undefined {
    const row = this.#rows.get(identifier);
    return row === undefined ? undefined : this.#number(row, REVISION);
  }

  identifierAt(row: number): string {
    return this.#identifiers[row]!;
  }

  revisionAt(row: number): number {
    return this.#number(row, REVISION);
  }

  beginMs(row: number): number {
    return this.#number(row, BEGIN);
  }

  endMs(row: number): number {
    return this.#number(row, END);
  }

  /** A number that stands for the collection of a row. */
  collectionId(row: number): number {
    return this.#number(row, COLLECTION);
  }

  /** The collections by the numbers that stand for them. */
  get collections(): Pick<SharedValues<string>, 'at' | 'find'> {
    return this.#collections;
  }

  /** Whether the product of a row has an instant of one of these. */
  isIn(row: number, intervals: readonly TimeInterval[]): boolean {
    const own = { beginMs: this.#number(row, BEGIN), endMs: this.#number(row, END) };
    return intervals.some((interval) => intervalsOverlap(own, interval));
  }

  #number(row: number, column: number): number {
    return this.#numbers[ROW * row + column]!;
  }

  /** West, south, east and north of a box, degrees. */
  cornersOf(box: number): [west: number, south: number, east: number, north: number] {
    const [corners, at] = [this.#corners, CORNERS * box];
    return [corners[at]!, corners[at + 1]!, corners[at + 2]!, corners[at + 3]!];
  }

  /** The row of the product that a box is of; undefined where it is gone. */
  ownerOf(box: number): number | undefined {
    const row = this.#owners[box]!;
    return this.has(row) ? row : undefined;
  }
}
