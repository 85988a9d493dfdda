import { LatestAnswer } from '../search/latest-answer.ts';
import { pointUrl, readPointValues } from '../search/point-values.ts';
import type { PointProduct } from '../search/point-values.ts';
import type { Position } from '../search/search-area.ts';
import type { ImageLayer } from '../map/image-layers.ts';

/** What lies at a place of the map. */
export class PointQuestion {
  /** Undefined while none is asked about. */
  place: Position | undefined;
  readonly answer: LatestAnswer<readonly PointProduct[]>;

  constructor(onChange: () => void) {
    this.answer = new LatestAnswer(readPointValues, onChange);
  }

  /** Asks about the topmost layers that show there; `zoom` says how wide a pixel is. */
  ask(place: Position | undefined, images: readonly ImageLayer[], zoom: number): void {
    this.place = place;
    const layers = [...new Set(images.map(({ id }) => id))];
    const url =
      place && layers.length > 0
        ? pointUrl(place, layers, images.at(-1)?.time, 360 / 256 / 2 ** zoom)
        : undefined;
    this.answer.ask(url);
  }
}
