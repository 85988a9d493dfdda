import type { Box } from '@pvs/core/geometry/box';
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
  /** Where the picture is, for formats that hold it. */
  readonly box?: Box;
}

/** One way pictures are written. */
export interface PictureFormat {
  readonly name: 'png' | 'jpeg' | 'webp' | 'png8' | 'tiff';
  readonly mediaType: string;
  /** What FORMAT says for it, the first as capabilities do; the media type where absent. */
  readonly requestedAs?: readonly string[];
  /** Without a dot. */
  readonly extension: string;
  /** Whether transparent pixels stay transparent. */
  readonly supportsTransparency: boolean;
  encode(picture: MapPicture, options: EncodeOptions): Promise<Buffer>;
}

export const DEFAULT_QUALITY = 85;
