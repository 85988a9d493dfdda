import { bothValid, type PixelBand } from './pixel-reader.ts';
import type { ReaderOf } from './readers.ts';

/**
 * The weighted Brovey transform as GDAL's pansharpening does it (gdal.org/programs/gdal_pansharpen.html): each band
 * times the panchromatic value over the weighted sum of all. The spectral bands come on the panchromatic grid.
 */
export const readPansharpened: ReaderOf<'pansharpen'> = ({ input, panchromatic, weights }, open) => {
  const spectral = open(input);
  const sharp = open(panchromatic);
  return {
    bandCount: spectral.bandCount,
    inRows: spectral.inRows || sharp.inRows,
    read(window) {
      const bands = spectral.read(window);
      const [pan] = sharp.read(window);
      return pan ? sharpened(bands, pan, weights) : [];
    },
    close() {
      spectral.close();
      sharp.close();
    },
  };
};

function sharpened(bands: readonly PixelBand[], pan: PixelBand, weights: readonly number[]): PixelBand[] {
  const ratio = new Float64Array(pan.values.length);
  bands.forEach(({ values }, b) => {
    const weight = weights[b] ?? 0;
    for (let i = 0; i < ratio.length; i += 1) ratio[i] = (ratio[i] ?? 0) + weight * (values[i] ?? 0);
  });
  for (let i = 0; i < ratio.length; i += 1) {
    const pseudo = ratio[i] ?? 0;
    ratio[i] = pseudo === 0 ? 0 : (pan.values[i] ?? 0) / pseudo;
  }
  const valid = bands.map((band) => band.valid).reduce(bothValid, pan.valid);
  return bands.map(({ values }) => {
    const out = new Float64Array(ratio.length);
    for (let i = 0; i < out.length; i += 1) out[i] = (values[i] ?? 0) * (ratio[i] ?? 0);
    return { values: out, valid };
  });
}
