import type { MetatileRequest } from '@pvs/core/layers/metatile';
import sharp from 'sharp';
import type { Canvas } from '../draw/canvas.ts';
import type { MapPicture, PixelRect } from '../draw/map-picture.ts';
import { partOfTile } from './tile-parts.ts';

const OPAQUE = 0xff;
const CLOSED = 0xffffffff;

/** Closes a part of a picture: nothing drawn later shows there. */
export function closePart({ picture: { rgba, widthPx }, painted }: Canvas, part: PixelRect): void {
  painted.add(part);
  const { x0, y0, x1, y1 } = part;
  for (let y = y0; y < y1; y += 1) rgba.fill(OPAQUE, (y * widthPx + x0) * 4, (y * widthPx + x1) * 4);
}

/**
 * Lays a picture of added products over the bases of its tiles, each of which shows all the products below. A pixel
 * is known where the added products hide the base, where they show nothing, and where the base shows nothing: it then
 * is what drawing all of them would make of it, to the bit. Where both shine through, colours would be rounded in
 * another order: those pixels stay open, for the products below to be drawn beneath. The known ones are closed.
 * Answers a function that puts them in place when all is drawn.
 */
export async function layBases(
  { picture, painted }: Canvas,
  { tiles, range }: Pick<MetatileRequest, 'tiles' | 'range'>,
  sizePx: number,
): Promise<() => void> {
  const known = await Promise.all(
    tiles.map(async (tile) => {
      const base = tile.base && (await pixelsOf(tile.base, sizePx));
      if (!base) return () => undefined;
      const part = partOfTile(range, tile, sizePx);
      painted.add(part);
      return layBase(picture, part, base);
    }),
  );
  return () => known.forEach((open) => open());
}

/** Undefined for a picture that cannot be read or has another size: the tile is then drawn whole. */
async function pixelsOf(base: Buffer, sizePx: number): Promise<Uint32Array | undefined> {
  if (base.length === 0) return new Uint32Array(sizePx * sizePx);
  const image = sharp(base).ensureAlpha().raw();
  const read = await image.toBuffer({ resolveWithObject: true }).catch(() => undefined);
  if (read?.info.width !== sizePx || read.info.height !== sizePx || read.info.channels !== 4)
    return undefined;
  return new Uint32Array(Uint8Array.from(read.data).buffer);
}

function layBase(picture: MapPicture, part: PixelRect, base: Uint32Array): () => void {
  const { rgba, widthPx } = picture;
  const words = new Uint32Array(rgba.buffer, rgba.byteOffset, widthPx * picture.heightPx);
  const places: number[] = [];
  const colors: number[] = [];
  const sizePx = part.x1 - part.x0;
  for (let i = 0; i < base.length; i += 1) {
    const at = (part.y0 + Math.floor(i / sizePx)) * widthPx + part.x0 + (i % sizePx);
    const [above, below] = [words[at]!, base[i]!];
    const [opacity, opacityBelow] = [above >>> 24, below >>> 24];
    if (opacity === OPAQUE || (opacity > 0 && opacityBelow > 0)) continue;
    const color = opacity > 0 ? above : below;
    if (color >>> 24 !== OPAQUE) {
      places.push(at);
      colors.push(color);
    }
    words[at] = color >>> 24 === OPAQUE ? color : CLOSED;
  }
  return () => places.forEach((at, i) => (words[at] = colors[i]!));
}
