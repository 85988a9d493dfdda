import type { PixelRect } from '../draw/map-picture.ts';
import type { RequestContext } from '../requests/request-context.ts';

/** Does the pieces of an answer. The first waits for a place as a map does, the others as long as it takes. */
export function inTurns({ admission, signal }: Pick<RequestContext, 'admission' | 'signal'>) {
  let isFirst = true;
  return <T>(tiles: readonly PixelRect[], work: () => Promise<T>): Promise<T> => {
    const pixels = tiles.reduce((sum, { x0, x1, y0, y1 }) => sum + (x1 - x0) * (y1 - y0), 0);
    const begin = isFirst ? admission.run : admission.goOn;
    isFirst = false;
    return begin(pixels, signal, work);
  };
}
