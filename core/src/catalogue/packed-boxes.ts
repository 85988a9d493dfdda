import Flatbush from 'flatbush';
import type { Box } from '../geometry/box.ts';
import type { ProductColumns } from './product-columns.ts';

interface PackedTree {
  readonly tree: Flatbush;
  /** Number of each box in the columns. */
  readonly boxes: Uint32Array;
}

/**
 * Where the boxes of a collection lie: packed R-trees, which are numbers in one piece, each more than twice as large
 * as the next. What is added is packed with those that are not, so that a box is packed anew a few times only,
 * whether boxes come one by one or a million at once.
 */
export class PackedBoxes {
  readonly #columns: ProductColumns;
  readonly #trees: PackedTree[] = [];
  #added: number[] = [];

  constructor(columns: ProductColumns) {
    this.#columns = columns;
  }

  /** Boxes of the columns by their numbers; they are packed when somebody searches, or says so. */
  add(first: number, count: number): void {
    for (let box = first; box < first + count; box += 1) this.#added.push(box);
  }

  /** Calls with the row of each product that has a box touching this one, perhaps more than once. */
  search({ minX, minY, maxX, maxY }: Box, found: (row: number) => void): void {
    this.pack();
    for (const { tree, boxes } of this.#trees) {
      for (const i of tree.search(minX, minY, maxX, maxY)) {
        const row = this.#columns.ownerOf(boxes[i]!);
        if (row !== undefined) found(row);
      }
    }
  }

  /** Calls with the number of each box whose product is there, and with its row. */
  forEach(seen: (box: number, row: number) => void): void {
    this.pack();
    for (const { boxes } of this.#trees) {
      for (const box of boxes) {
        const row = this.#columns.ownerOf(box);
        if (row !== undefined) seen(box, row);
      }
    }
  }

  pack(): void {
    let boxes = this.#withoutGone(this.#added);
    this.#added = [];
    if (boxes.length === 0) return;
    for (
      let last = this.#trees.at(-1);
      last && last.boxes.length <= 2 * boxes.length;
      last = this.#trees.at(-1)
    ) {
      this.#trees.pop();
      boxes = this.#withoutGone([...last.boxes].concat(boxes));
    }
    this.#trees.push(this.#packed(boxes));
  }

  #withoutGone(boxes: readonly number[]): number[] {
    return boxes.filter((box) => this.#columns.ownerOf(box) !== undefined);
  }

  #packed(boxes: readonly number[]): PackedTree {
    const tree = new Flatbush(boxes.length);
    for (const box of boxes) tree.add(...this.#columns.cornersOf(box));
    tree.finish();
    return { tree, boxes: Uint32Array.from(boxes) };
  }
}
