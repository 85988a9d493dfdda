import type { Band, Coverage } from '@pvs/core/catalogue/product';

/** Nanometres; both ends are the same where one wavelength is asked for. */
export interface WavelengthRange {
  readonly minNm: number;
  readonly maxNm: number;
}

/** Centres of bands by their names (STAC EO extension 1.1, common names), nanometres. */
const COMMON_NM: Readonly<Record<string, number>> = {
  ...{ coastal: 443, blue: 490, green: 555, yellow: 600, red: 655, rededge: 740, nir: 850, nir08: 865 },
  ...{ nir09: 945, cirrus: 1375, swir16: 1610, swir22: 2200, lwir: 11_450, lwir11: 10_850, lwir12: 12_000 },
};
/** A band further from a wavelength than this, as a share of it, does not see it. */
const REACH = 0.1;

/** The centre of what a band sees: as configured, as its metadata say, as its name says. */
const wavelengthOf = ({ name, wavelengthNm }: Band, configured: Readonly<Record<string, number>>) =>
  configured[name] ?? wavelengthNm ?? COMMON_NM[name];

/**
 * The band that sees a wavelength: of those whose centre lies in the range the nearest to its middle; of one
 * wavelength the nearest within a tenth of it. Undefined where there is none.
 * @param configured nanometres by the names of bands
 */
export function bandOfWavelength(
  { minNm, maxNm }: WavelengthRange,
  coverages: readonly Coverage[],
  configured: Readonly<Record<string, number>> = {},
): string | undefined {
  const wanted = (minNm + maxNm) / 2;
  const reach = minNm === maxNm ? wanted * REACH : (maxNm - minNm) / 2;
  const bands = coverages.flatMap((coverage) => coverage.bands);
  const near = bands.flatMap((band) => {
    const centre = wavelengthOf(band, configured);
    const off = centre === undefined ? Infinity : Math.abs(centre - wanted);
    return off <= reach ? [{ name: band.name, off }] : [];
  });
  return near.sort((a, b) => a.off - b.off)[0]?.name;
}
