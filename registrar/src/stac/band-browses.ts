import type { Browse, BrowseChannel, Coverage } from '@pvs/core/catalogue/product';

/** Pictures that can be made of bands, by their names (STAC EO extension, common names), the default first. */
const PICTURES: readonly { readonly type: string; readonly bands: readonly string[] }[] = [
  { type: 'true-color', bands: ['red', 'green', 'blue'] },
  { type: 'false-color', bands: ['nir', 'red', 'green'] },
];

/**
 * Pictures of a product whose bands are known by name, in one coverage or in several. The default is a coverage that
 * is a picture by itself, else true colour, else false colour, else the first band.
 */
export function bandBrowses(coverages: readonly Coverage[]): Browse[] {
  const named = PICTURES.flatMap(({ type, bands }): Browse[] => {
    const channels = bands.map((band) => channelOf(coverages, band));
    return channels.every((channel) => channel !== undefined) ? [{ type, channels }] : [];
  });
  const picture = coverages.find(isPicture);
  const [first] = named;
  if (picture) return [{ type: '', coverageIdentifier: picture.identifier }, ...named];
  if (first?.channels) return [{ type: '', channels: first.channels }, ...named];
  return coverages.slice(0, 1).map(({ identifier }) => ({ type: '', coverageIdentifier: identifier }));
}

/** Three 8-bit bands, with or without opacity. */
export const isPicture = ({ dataType, bands }: Coverage) =>
  dataType === 'uint8' && bands.filter(({ color }) => color !== 'alpha').length === 3 && bands.length <= 4;

/** The coverage of the finest pixels that has the band and is no picture. */
function channelOf(coverages: readonly Coverage[], band: string): BrowseChannel | undefined {
  const [finest] = coverages
    .filter((coverage) => !isPicture(coverage) && coverage.bands.some(({ name }) => name === band))
    .sort((a, b) => b.grid.widthPx - a.grid.widthPx);
  return finest && { coverage: finest.identifier, band };
}
