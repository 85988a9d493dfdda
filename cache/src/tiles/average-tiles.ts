import sharp from 'sharp';
import type { TileFormat } from './tile-format.ts';

/** One of the four tiles below a tile: left or right, upper or lower. */
export interface Quarter {
  readonly right: 0 | 1;
  readonly lower: 0 | 1;
  /** Empty for an empty tile. */
  readonly body: Buffer;
}

const QUALITY = 85;

/**
 * The tile above four others: each pixel is the mean of the four below it, by their opacity. The same four make the
 * same tile, to the bit. An empty buffer where all of them are empty.
 */
export async function averageTiles(
  quarters: readonly Quarter[],
  sizePx: number,
  { name }: TileFormat,
): Promise<Buffer> {
  const rgba = new Uint8Array(sizePx * sizePx * 4);
  await Promise.all(
    quarters.map(async ({ right, lower, body }) => {
      if (body.length === 0) return;
      const source = await sharp(body).ensureAlpha().raw().toBuffer();
      const half = sizePx / 2;
      averageInto(rgba, source, sizePx, right * half, lower * half);
    }),
  );
  const opacities = rgba.filter((_, i) => i % 4 === 3);
  if (opacities.every((opacity) => opacity === 0)) return Buffer.alloc(0);
  const picture = sharp(rgba, { raw: { width: sizePx, height: sizePx, channels: 4 } });
  const isOpaque = opacities.every((opacity) => opacity === 255);
  if (name === 'webp') return picture.webp({ quality: QUALITY, effort: 0 }).toBuffer();
  if (name === 'jpeg' || (name === 'mixed' && isOpaque))
    return picture.flatten({ background: '#fff' }).jpeg({ quality: QUALITY }).toBuffer();
  return (isOpaque ? picture.removeAlpha() : picture).png({ compressionLevel: 3 }).toBuffer();
}

/** Halves a tile into a part of another. */
function averageInto(target: Uint8Array, source: Buffer, sizePx: number, left: number, top: number): void {
  const row = sizePx * 4;
  for (let y = 0; y < sizePx / 2; y += 1) {
    for (let x = 0; x < sizePx / 2; x += 1) {
      const at = y * 2 * row + x * 8;
      const to = (top + y) * row + (left + x) * 4;
      const [a, b, c, d] = [at, at + 4, at + row, at + row + 4] as const;
      const [wa, wb, wc, wd] = [source[a + 3]!, source[b + 3]!, source[c + 3]!, source[d + 3]!];
      const weight = wa + wb + wc + wd;
      if (weight === 0) continue;
      for (let i = 0; i < 3; i += 1) {
        const sum = source[a + i]! * wa + source[b + i]! * wb + source[c + i]! * wc + source[d + i]! * wd;
        target[to + i] = Math.round(sum / weight);
      }
      target[to + 3] = Math.round(weight / 4);
    }
  }
}
