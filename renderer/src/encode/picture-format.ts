import type { MapPicture } from '../draw/map-picture.ts';

/** Red, green, blue, 0–255. */
export type Rgb = readonly [red: number, green: number, blue: number];

export interface EncodeOptions {
  /** False: the background shows through and the result is opaque. Formats without transparency take it as false. */
  readonly transparent: boolean;
  /** White where it is absent. */
  readonly background?: Rgb;
  /** 1–100, for lossy formats; 85 where it is absent. */
  readonly quality?: number;
}

/** One way pictures are written. */
export interface PictureFormat {
  readonly name: 'png' | 'jpeg' | 'webp';
  readonly mediaType: string;
  /** Without a dot. */
  readonly extension: string;
  /** Whether transparent pixels stay transparent. */
  readonly supportsTransparency: boolean;
  encode(picture: MapPicture, options: EncodeOptions): Promise<Buffer>;
}

export const DEFAULT_QUALITY = 85;
const WHITE: Rgb = [255, 255, 255];

/** The colours of a picture over a background, three bytes a pixel. */
export function flatten({ rgba }: MapPicture, background: Rgb = WHITE): Buffer {
  const pixels = rgba.length / 4;
  const out = Buffer.allocUnsafe(pixels * 3);
  const [red, green, blue] = background;
  for (let i = 0, o = 0, p = 0; i < pixels; i++, o += 4, p += 3) {
    const alpha = rgba[o + 3] as number;
    if (alpha === 255) {
      out[p] = rgba[o] as number;
      out[p + 1] = rgba[o + 1] as number;
      out[p + 2] = rgba[o + 2] as number;
    } else {
      const rest = 255 - alpha;
      out[p] = ((rgba[o] as number) * alpha + red * rest + 127) / 255;
      out[p + 1] = ((rgba[o + 1] as number) * alpha + green * rest + 127) / 255;
      out[p + 2] = ((rgba[o + 2] as number) * alpha + blue * rest + 127) / 255;
    }
  }
  return out;
}
