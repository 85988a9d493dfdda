import type { TileRange } from './tile-matrix-set.ts';

/** Inclusive columns. */
type Span = readonly [first: number, last: number];

/** A block of tiles, as they are drawn together, with those of the cover that are in it. */
export interface CoverBlock {
  readonly zoom: number;
  readonly tiles: readonly { readonly column: number; readonly row: number }[];
}

/**
 * The tiles of some ranges of one zoom, each once. Rows are kept as spans of columns: a cover takes memory by its
 * height, not by its area.
 */
export class TileCover {
  readonly zoom: number;
  readonly count: number;
  readonly #rows: ReadonlyMap<number, readonly Span[]>;

  constructor(zoom: number, ranges: readonly TileRange[]) {
    const rows = new Map<number, Span[]>();
    for (const { minColumn, maxColumn, minRow, maxRow } of ranges) {
      for (let row = minRow; row <= maxRow; row += 1) {
        rows.set(row, withSpan(rows.get(row) ?? [], [minColumn, maxColumn]));
      }
    }
    this.zoom = zoom;
    this.#rows = new Map([...rows].sort(([a], [b]) => a - b).map(([row, spans]) => [row, joined(spans)]));
    this.count = [...this.#rows.values()].flat().reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  /** The tiles by blocks of `size` × `size`, row of blocks by row of blocks. */
  *blocks(size: number): Generator<CoverBlock> {
    const rows = [...this.#rows];
    for (let i = 0; i < rows.length;) {
      const band = Math.floor(rows[i]![0] / size);
      let end = i;
      while (end < rows.length && Math.floor(rows[end]![0] / size) === band) end += 1;
      yield* blocksOf(this.zoom, rows.slice(i, end), size);
      i = end;
    }
  }
}

/** Spans of one row that are kept before those that overlap become one. */
const JOIN_AT = 64;

function withSpan(spans: Span[], span: Span): Span[] {
  const before = spans.at(-1);
  // Products often cover the same few tiles one after the other.
  if (before && before[0] <= span[0] && span[1] <= before[1]) return spans;
  spans.push(span);
  const isDue = spans.length >= JOIN_AT && (spans.length & (spans.length - 1)) === 0;
  return isDue ? joined(spans) : spans;
}

function* blocksOf(zoom: number, rows: readonly (readonly [number, readonly Span[]])[], size: number) {
  const bands = joined(
    rows.flatMap(([, spans]) =>
      spans.map(([first, last]): Span => [Math.floor(first / size), Math.floor(last / size)]),
    ),
  );
  for (const [from, to] of bands) {
    for (let block = from; block <= to; block += 1) {
      const tiles = rows.flatMap(([row, spans]) =>
        columnsIn(spans, block * size, size).map((column) => ({ column, row })),
      );
      if (tiles.length > 0) yield { zoom, tiles };
    }
  }
}

function columnsIn(spans: readonly Span[], start: number, size: number): number[] {
  return Array.from({ length: size }, (_, i) => start + i).filter((column) =>
    spans.some(([first, last]) => first <= column && column <= last),
  );
}

/** Spans in order, those that touch or overlap as one. */
function joined(spans: readonly Span[]): Span[] {
  const result: [number, number][] = [];
  for (const [first, last] of [...spans].sort(([a], [b]) => a - b)) {
    const before = result.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else result.push([first, last]);
  }
  return result;
}
