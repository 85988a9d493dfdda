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
