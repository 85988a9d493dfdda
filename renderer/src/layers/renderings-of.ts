import type { BandChannel, Coverage, StoredProduct } from '@pvs/core/catalogue/product';
import { shownBands } from '@pvs/core/catalogue/pictures-of';
import type { BrowseTypeConfig } from '@pvs/core/config/browse-type';
import type { ProductTypeConfig, StackConfig } from '@pvs/core/config/stack';
import type { ComputedRendering } from '../computed/computed-rendering.ts';
import type { Channel, CompositeRendering, Rendering } from '../draw/rendering.ts';
import {
  computedRendering,
  computedRenderings,
  isComputed,
  isPalette,
  type Variables,
} from './computed-renderings.ts';
import { bandOfWavelength } from './band-of-wavelength.ts';
import { chosenBrowse, type PictureChoice } from './picture-choice.ts';
import { registeredPicture, type RegisteredPicture } from './registered-picture.ts';
import { rangeOf, type StatisticalRange } from './range-of.ts';

export type Shown = Rendering | CompositeRendering | ComputedRendering;

/**
 * How a product is shown in a browse type: the configured one of its product type; else its registered browse of that
 * type; else, as the default, whatever its coverages allow. Empty where the product has no such picture.
 */
export function renderingsOf(
  product: Pick<StoredProduct, 'type' | 'coverages' | 'browses'>,
  browse: string,
  stack: Pick<StackConfig, 'productTypes'>,
  choice?: PictureChoice,
): Shown[] {
  const { coverages } = product;
  const type = stack.productTypes.find(({ id }) => id === product.type);
  const configured = type?.browses[browse === '' ? 'default' : browse];
  const registered = registeredPicture(product, browse);
  if (choice) {
    const picture = configured ? { browse: configured } : registered;
    return chosenRenderings(product, choice, picture ?? (browse === '' ? 'any' : 'none'), type);
  }
  if (configured) return configuredRenderings(coverages, configured, type?.nodata);
  if (registered) return registeredRenderings(registered, type?.nodata);
  if (browse !== '') return [];
  return partsOf(product).flatMap((coverage) => genericRenderings(coverage, type?.nodata));
}

/**
 * As a request wants it: of bands by number in the coverages that look like the registered picture.
 * @param picture without the choice; `any` is whatever the coverages allow
 */
function chosenRenderings(
  product: Pick<StoredProduct, 'coverages' | 'browses'>,
  choice: PictureChoice,
  picture: { readonly browse: BrowseTypeConfig } | RegisteredPicture | 'any' | 'none',
  type: ProductTypeConfig | undefined,
): Shown[] {
  const parts = partsOf(product);
  const [shown] = parts;
  if (!shown || picture === 'none') return [];
  const own = chosenChannels(choice, product.coverages, type);
  if (!own && typeof picture === 'object' && 'find' in picture)
    return registeredRenderings({ ...picture, browse: chosenBrowse(choice, picture.browse) }, type?.nodata);
  const generic = { channels: shownBands(shown).map((band) => ({ band: band + 1 })) };
  const base = own ?? (typeof picture === 'object' ? picture.browse : generic);
  if (base.channels.length === 0) return [];
  const browse = chosenBrowse(choice, base);
  const named = browse.alpha ? [...browse.channels, browse.alpha] : browse.channels;
  const isNamed = named.some(({ band }) => typeof band !== 'number');
  return configuredRenderings(isNamed ? product.coverages : parts, browse, type?.nodata, choice.variables);
}

/** The bands a request wants; none where one of its wavelengths is seen by no band. */
function chosenChannels(
  { channels, wavelengths }: PictureChoice,
  coverages: readonly Coverage[],
  type: ProductTypeConfig | undefined,
): BrowseTypeConfig | undefined {
  if (channels) return { channels: [...channels] };
  if (!wavelengths) return undefined;
  const bands = wavelengths.map((range) => bandOfWavelength(range, coverages, type?.wavelengths));
  return { channels: bands.every((band) => band !== undefined) ? bands.map((band) => ({ band })) : [] };
}

/** Of bands it is drawn faster than what is worked out. */
function registeredRenderings(
  { browse, plain, coverages, find }: RegisteredPicture,
  nodata?: number,
): Shown[] {
  if (plain && !isComputed(browse)) {
    const ranged = plain.map(({ coverage, band }, i) => {
      const { range, gamma } = browse.channels[i] ?? {};
      return { coverage, band, ...(range ? { range } : {}), ...(gamma ? { gamma } : {}) };
    });
    return composed(coverages, ranged, nodata);
  }
  const rendering = computedRendering(browse, (name) => find(name, browse.nodata ?? nodata));
  return rendering ? [rendering] : [];
}

/** The coverages that are a product's picture where nothing says more. */
function partsOf({ coverages, browses }: Pick<StoredProduct, 'coverages' | 'browses'>): Coverage[] {
  const named = browses.find(({ type }) => type === '')?.coverageIdentifier;
  return similarTo(coverages.find(({ identifier }) => identifier === named) ?? coverages[0], coverages);
}

/** Of each coverage that has all bands; where none has, of the coverages that have one each. */
function configuredRenderings(
  coverages: readonly Coverage[],
  browse: BrowseTypeConfig,
  nodata?: number,
  variables?: Variables,
): Shown[] {
  if (isComputed(browse)) return computedRenderings(coverages, browse, nodata, variables);
  const whole = coverages.flatMap((coverage) => configuredRendering(coverage, browse, nodata));
  if (whole.length > 0) return whole;
  const channels = browse.channels.flatMap(({ band, range, gamma }) => {
    const coverage = coverages.find(({ bands }) => bands.some(({ name }) => name === band));
    const shown = { ...(range ? { range } : {}), ...(gamma ? { gamma } : {}) };
    return coverage ? [{ coverage: coverage.identifier, band: String(band), ...shown }] : [];
  });
  return channels.length === browse.channels.length ? composed(coverages, channels, nodata) : [];
}

type ShownChannel = Omit<BandChannel, 'range'> & { readonly range?: ShownRange; readonly gamma?: number };
type ShownRange = readonly [number, number] | StatisticalRange;

/** A picture whose channels name their coverages. */
function composed(
  coverages: readonly Coverage[],
  channels: readonly ShownChannel[],
  nodata?: number,
): Shown[] {
  const colors = channels.flatMap(({ coverage: identifier, band: name, range, gamma }): Rendering[] => {
    const coverage = coverages.find((one) => one.identifier === identifier);
    const band = coverage?.bands.findIndex((one) => one.name === name) ?? -1;
    return coverage && band >= 0
      ? [{ coverage, channels: [channelOf(coverage, band, nodata, range, gamma)] }]
      : [];
  });
  const [red, green, blue] = colors;
  if (red && green && blue) return [{ colors: [red, green, blue] }];
  return channels.length === 1 ? colors : [];
}

/** The parts of a product delivered in pieces look alike; a coverage of another kind is not part of the picture. */
function similarTo(model: Coverage | undefined, coverages: readonly Coverage[]): Coverage[] {
  return coverages.filter(
    ({ dataType, bands }) => dataType === model?.dataType && bands.length === model.bands.length,
  );
}

/** Nothing where the coverage lacks one of the bands. */
function configuredRendering(coverage: Coverage, browse: BrowseTypeConfig, nodata?: number): Shown[] {
  const { channels } = browse;
  const bands = channels.map(({ band }) =>
    typeof band === 'number' ? band - 1 : coverage.bands.findIndex(({ name }) => name === band),
  );
  if (bands.some((band) => !coverage.bands[band])) return [];
  if (bands.length === 1 && isPalette(coverage, bands[0]!))
    return computedRenderings([coverage], browse, nodata);
  return [
    {
      coverage,
      channels: channels.map(({ range, gamma }, i) => channelOf(coverage, bands[i]!, nodata, range, gamma)),
      ...alphaOf(coverage),
    },
  ];
}

/** Whatever a coverage allows, see {@link shownBands}. */
export function genericRenderings(coverage: Coverage, nodata?: number): Shown[] {
  const channels = shownBands(coverage).map((band) => ({ band: band + 1 }));
  return configuredRendering(coverage, { channels }, nodata);
}

function alphaOf({ bands }: Coverage): { alphaBand?: number } {
  const alphaBand = bands.findIndex(({ color }) => color === 'alpha');
  return alphaBand < 0 ? {} : { alphaBand };
}

/** The type's nodata value stands in where a band has none of its own. */
function channelOf(
  coverage: Coverage,
  band: number,
  nodata: number | undefined,
  wanted?: ShownRange,
  gamma = 1,
): Channel {
  const range = typeof wanted === 'object' ? wanted : rangeOf(coverage, band, wanted);
  const isNeeded = nodata !== undefined && coverage.bands[band]?.nodata === undefined;
  const brighter = gamma === 1 ? {} : { gamma };
  return { band, min: range[0], max: range[1], ...brighter, ...(isNeeded ? { nodata } : {}) };
}
