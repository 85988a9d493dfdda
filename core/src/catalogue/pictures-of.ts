import type { Coverage, Product } from './product.ts';

/**
 * The pictures a product has whatever the configuration says, as the catalogue's followers know them: how many
 * channels (1 or 3), then the type, nothing for the default one.
 *
 * @example `['3', '3true-color', '1ndvi']`
 */
export function picturesOf({ browses, coverages }: Pick<Product, 'browses' | 'coverages'>): string[] {
  const named = browses.map(({ type, channels, coverageIdentifier }) => {
    const shown = coverages.find(({ identifier }) => identifier === coverageIdentifier) ?? coverages[0];
    return `${channels?.length ?? (shown ? shownBands(shown).length : 1)}${type}`;
  });
  const hasDefault = browses.some(({ type }) => type === '');
  const [first] = coverages;
  return hasDefault || !first ? named : [String(shownBands(first).length), ...named];
}

/** The bands that are shown of a coverage nobody configured, from 0: three of 8 bits as they are, else the first. */
export function shownBands({ bands, dataType }: Pick<Coverage, 'bands' | 'dataType'>): number[] {
  const colors = bands.flatMap(({ color }, i) => (color === 'alpha' ? [] : [i]));
  const isPicture = dataType === 'uint8' && colors.length >= 3;
  return isPicture ? colors.slice(0, 3) : colors.slice(0, 1);
}
