import type { ColorInterpretation } from '@pvs/core/catalogue/product';
import type gdal from 'gdal-async';

const COLORS: Readonly<Record<string, ColorInterpretation>> = {
  Red: 'red',
  Green: 'green',
  Blue: 'blue',
  Alpha: 'alpha',
  Gray: 'gray',
  Palette: 'palette',
};

/** GDAL's colour interpretation of a band, as the catalogue names it. */
export const bandColor = (band: gdal.RasterBand): ColorInterpretation =>
  COLORS[band.colorInterpretation ?? ''] ?? 'undefined';

/** Says which colour a band is; nothing for what has none. */
export function setBandColor(band: gdal.RasterBand, color: ColorInterpretation): void {
  const name = Object.keys(COLORS).find((one) => COLORS[one] === color);
  if (name !== undefined && name !== 'Palette') band.colorInterpretation = name;
}
