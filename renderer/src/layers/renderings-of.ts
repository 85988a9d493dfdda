import type { Coverage, StoredProduct } from '@pvs/core/catalogue/product';
import type { BrowseTypeConfig, StackConfig } from '@pvs/core/config/stack';
import type { Channel, Rendering } from '../draw/rendering.ts';

/**
 * How a product is shown in a browse type: the configured one of its product type; for the default, where none is
 * configured, its registered browse; else whatever its coverages allow. Empty where the product has no such picture.
 */
export function renderingsOf(
  product: Pick<StoredProduct, 'type' | 'coverages' | 'browses'>,
  browse: string,
  stack: Pick<StackConfig, 'productTypes'>,
): Rendering[] {
  const type = stack.productTypes.find(({ id }) => id === product.type);
  const configured = type?.browses[browse === '' ? 'default' : browse];
  if (configured) {
    return product.coverages.flatMap((coverage) => configuredRendering(coverage, configured, type?.nodata));
  }
  if (browse !== '') return [];
  const registered = product.browses.find((candidate) => candidate.type === '');
  const shown = product.coverages.find(({ identifier }) => identifier === registered?.coverageIdentifier);
  return similarTo(shown ?? product.coverages[0], product.coverages).map((coverage) =>
    genericRendering(coverage, type?.nodata),
  );
}

/** The parts of a product delivered in pieces look alike; a coverage of another kind is not part of the picture. */
function similarTo(model: Coverage | undefined, coverages: readonly Coverage[]): Coverage[] {
  return coverages.filter(
    ({ dataType, bands }) => dataType === model?.dataType && bands.length === model.bands.length,
  );
}

/** Nothing where the coverage lacks one of the bands. */
function configuredRendering(
  coverage: Coverage,
  { channels }: BrowseTypeConfig,
  nodata?: number,
): Rendering[] {
  const bands = channels.map(({ band }) =>
    typeof band === 'number' ? band - 1 : coverage.bands.findIndex(({ name }) => name === band),
  );
  if (bands.some((band) => !coverage.bands[band])) return [];
  return [
    {
      coverage,
      channels: channels.map(({ range }, i) => channelOf(coverage, bands[i]!, nodata, range)),
      ...alphaOf(coverage),
    },
  ];
}

/** Three or four 8-bit bands are red, green, blue and opacity; of anything else the first band is shown in grey. */
function genericRendering(coverage: Coverage, nodata?: number): Rendering {
  const alpha = alphaOf(coverage);
  const colours = coverage.bands.map((_, i) => i).filter((i) => i !== alpha.alphaBand);
  const isPicture = coverage.dataType === 'uint8' && colours.length >= 3;
  const shown = isPicture ? colours.slice(0, 3) : colours.slice(0, 1);
  return { coverage, channels: shown.map((band) => channelOf(coverage, band, nodata)), ...alpha };
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
  range: readonly [number, number] = rangeOf(coverage, band),
): Channel {
  const isNeeded = nodata !== undefined && coverage.bands[band]?.nodata === undefined;
  return { band, min: range[0], max: range[1], ...(isNeeded ? { nodata } : {}) };
}

/** 8-bit data are shown as they are; others between their percentiles 2 and 98, or all their values. */
function rangeOf({ dataType, bands }: Coverage, band: number): readonly [number, number] {
  if (dataType === 'uint8') return [0, 255];
  const statistics = bands[band]?.statistics;
  if (!statistics) return [0, 1];
  const { min, max, p2, p98 } = statistics;
  return p2 < p98 ? [p2, p98] : [min, max > min ? max : min + 1];
}
