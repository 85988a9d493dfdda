import gdal from 'gdal-async';

/** A picture's bands, one array each: red, green, blue, opacity. */
export interface Bands {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: readonly Uint8Array[];
}

/** Decodes a picture of any form GDAL reads; a picture without opacity gets a full one. */
export function readPicture(source: string | Buffer): Bands {
  const dataset = gdal.open(source as string);
  const { x, y } = dataset.rasterSize;
  const bands = dataset.bands.map((band) => Uint8Array.from(band.pixels.read(0, 0, x, y) as Uint8Array));
  dataset.close();
  const colours = bands.length < 3 ? [bands[0]!, bands[0]!, bands[0]!] : bands.slice(0, 3);
  const opacity = bands[bands.length < 3 ? 1 : 3] ?? new Uint8Array(x * y).fill(255);
  return { widthPx: x, heightPx: y, bands: [...colours, opacity] };
}

export interface Difference {
  /** Mean of the absolute differences of red, green and blue where both are opaque, grey levels. */
  readonly meanLevels: number;
  /** Pixels that are opaque in both. */
  readonly sharedPx: number;
  /** Pixels that are opaque in one and fully transparent in the other. */
  readonly onlyOnePx: number;
}

export function comparePictures(a: Bands, b: Bands): Difference {
  if (a.widthPx !== b.widthPx || a.heightPx !== b.heightPx) throw new Error('the pictures differ in size');
  let [sum, sharedPx, onlyOnePx] = [0, 0, 0];
  for (let i = 0; i < a.widthPx * a.heightPx; i += 1) {
    const [inA, inB] = [a.bands[3]![i]!, b.bands[3]![i]!];
    if ((inA === 255 && inB === 0) || (inA === 0 && inB === 255)) onlyOnePx += 1;
    if (inA !== 255 || inB !== 255) continue;
    sharedPx += 1;
    for (let c = 0; c < 3; c += 1) sum += Math.abs(a.bands[c]![i]! - b.bands[c]![i]!);
  }
  return { meanLevels: sum / (3 * sharedPx), sharedPx, onlyOnePx };
}
