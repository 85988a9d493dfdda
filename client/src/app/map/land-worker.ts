import type { LandTopology } from './land-rings.ts';
import { landShapes } from './land-shapes.ts';
import type { Pole } from './land-shapes.ts';

/** What the worker is asked for: an absolute address, and the pole in the middle of the map. */
export interface LandRequest {
  readonly url: string;
  readonly pole: Pole | undefined;
}

/** Reads land beside the page: of the finest, parsing and joining arcs took 160 ms in which the page stood still. */
async function answer({ url, pole }: LandRequest): Promise<void> {
  // What the map is about goes before its ground.
  const response = await fetch(url, { priority: 'low' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const shapes = landShapes((await response.json()) as LandTopology, pole);
  self.postMessage(shapes, { transfer: [shapes.coordinates.buffer] });
}

self.addEventListener('message', ({ data }: MessageEvent<LandRequest>) => {
  answer(data).catch((error: unknown) =>
    // Thrown where no promise keeps it, it is the page's `error` event.
    setTimeout(() => {
      throw error;
    }),
  );
});
