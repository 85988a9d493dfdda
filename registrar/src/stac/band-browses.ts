import type { BandOfCoverage, Browse, BrowseChannel, Coverage } from '@pvs/core/catalogue/product';
import { VIRTUAL_PICTURES, type VirtualPicture } from '@pvs/core/layers/virtual-pictures';

/**
 * Pictures of a product whose bands are known by name, in one coverage or in several. The default is a coverage that
 * is a picture by itself, else true colour, else false colour, else the first band.
 */
export function bandBrowses(coverages: readonly Coverage[]): Browse[] {
  const named = VIRTUAL_PICTURES.flatMap((picture): Browse[] => {
    const channels = channelsOf(picture, coverages);
    return channels ? [{ type: picture.type, channels }] : [];
  });
  const picture = coverages.find(isPicture);
  const colored = named.find(({ channels }) => channels?.length === 3);
  if (picture) return [{ type: '', coverageIdentifier: picture.identifier }, ...named];
  if (colored?.channels) return [{ type: '', channels: colored.channels }, ...named];
  const first = coverages.slice(0, 1).map(({ identifier }) => ({ type: '', coverageIdentifier: identifier }));
  return [...first, ...named];
}

/** Three 8-bit bands, with or without opacity. */
export const isPicture = ({ dataType, bands }: Coverage) =>
  dataType === 'uint8' && bands.filter(({ color }) => color !== 'alpha').length === 3 && bands.length <= 4;

/** Undefined where a band is missing. */
function channelsOf(
  { bands, expression, range, colormap }: VirtualPicture,
  coverages: readonly Coverage[],
): BrowseChannel[] | undefined {
  const found = bands.map((name) => findBand(coverages, name));
  if (!found.every((band) => band !== undefined)) return undefined;
  if (expression === undefined || range === undefined) return found;
  const physical = bands.reduce(
    (text, name, i) =>
      text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), physicalValue(name, found[i]!, coverages)),
    expression,
  );
  const sources = Object.fromEntries(bands.map((name, i) => [name, found[i]!]));
  return [{ expression: physical, bands: sources, range, ...(colormap === undefined ? {} : { colormap }) }];
}

/** The coverage of the finest pixels that has the band and is no picture. */
function findBand(coverages: readonly Coverage[], band: string): BandOfCoverage | undefined {
  const [finest] = coverages
    .filter((coverage) => !isPicture(coverage) && coverage.bands.some(({ name }) => name === band))
    .sort((a, b) => b.grid.widthPx - a.grid.widthPx);
  return finest && { coverage: finest.identifier, band };
}

/** Ratios of stored values are those of reflectances only where these begin at 0. */
function physicalValue(
  name: string,
  { coverage, band }: BandOfCoverage,
  coverages: readonly Coverage[],
): string {
  const { scale = 1, offset = 0 } =
    coverages.find(({ identifier }) => identifier === coverage)?.bands.find((one) => one.name === band) ?? {};
  return offset === 0 && scale === 1 ? name : `(${name} * ${scale} + ${offset})`;
}
