import type { WarpCell } from './warp-cell.ts';

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * The pixels of one row of a cell whose centres fall on the image: from `first`, `count` of them, with the source
 * coordinates of the first centre and the steps from one to the next. Reused from row to row.
 */
export class PixelRun {
  first = 0;
  count = 0;
  sourceX = 0;
  sourceY = 0;
  stepX = 0;
  stepY = 0;

  /** Sets the run to row `row` of the cell; false where no pixel of it is on the image. */
  set(cell: WarpCell, row: number, image: Size): boolean {
    const v = (row + 0.5) / cell.height;
    const leftX = cell.x00 + (cell.x01 - cell.x00) * v;
    const leftY = cell.y00 + (cell.y01 - cell.y00) * v;
    this.stepX = (cell.x10 + (cell.x11 - cell.x10) * v - leftX) / cell.width;
    this.stepY = (cell.y10 + (cell.y11 - cell.y10) * v - leftY) / cell.width;
    const startX = leftX + this.stepX / 2;
    const startY = leftY + this.stepY / 2;
    let first = 0;
    let end = cell.width;
    const isInside = (i: number) => {
      const x = startX + i * this.stepX;
      const y = startY + i * this.stepY;
      return x >= 0 && y >= 0 && x < image.widthPx && y < image.heightPx;
    };
    // The run is straight and the image convex, so that the pixels inside are consecutive.
    while (first < end && !isInside(first)) first++;
    while (end > first && !isInside(end - 1)) end--;
    this.first = first;
    this.count = end - first;
    this.sourceX = startX + first * this.stepX;
    this.sourceY = startY + first * this.stepY;
    return this.count > 0;
  }
}
