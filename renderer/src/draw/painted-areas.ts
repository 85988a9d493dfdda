import type { PixelRect } from './map-picture.ts';

/** So many are compared; pictures of more parts have other costs. */
const MOST = 64;

/** Where a picture has been painted on: a part that is blank need not be mixed with what is there. */
export class PaintedAreas {
  readonly #areas: PixelRect[] = [];

  /** Remembers an area, and says whether it was blank. */
  add(area: PixelRect): boolean {
    const isBlank = this.#areas.length < MOST && !this.#areas.some((other) => overlap(area, other));
    if (this.#areas.length < MOST) this.#areas.push(area);
    return isBlank;
  }
}

const overlap = (a: PixelRect, b: PixelRect) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
