import type {
  BandChannel,
  BandOfCoverage,
  BrowseChannel,
  Coverage,
  StoredProduct,
} from '@pvs/core/catalogue/product';
import type { BrowseTypeConfig, ColormapConfig } from '@pvs/core/config/browse-type';
import type { ValueSource } from '../computed/computed-rendering.ts';

/** A picture that was registered with a product, in the words of a browse type. */
export interface RegisteredPicture {
  readonly browse: BrowseTypeConfig;
  /** Where it is bands as they are. */
  readonly plain?: readonly BandChannel[];
  readonly coverages: readonly Coverage[];
  /** The band that a name in the browse type means. */
  find(name: string, nodata: number | undefined): ValueSource | undefined;
}

/** Undefined where the product has none of that type, or a raster that is a picture by itself. */
export function registeredPicture(
  { browses, coverages }: Pick<StoredProduct, 'browses' | 'coverages'>,
  type: string,
): RegisteredPicture | undefined {
  const channels = browses.find((browse) => browse.type === type)?.channels;
  if (!channels) return undefined;
  const bands = new Map(channels.flatMap(bandsOf));
  const [first] = channels;
  const ramp = first && 'expression' in first ? first.colormap : undefined;
  const plain = channels.filter((channel) => 'coverage' in channel);
  return {
    browse: {
      channels: channels.map(configOf),
      ...(ramp === undefined ? {} : { colormap: ramp as ColormapConfig }),
    },
    ...(plain.length === channels.length ? { plain } : {}),
    coverages,
    find(name, nodata) {
      const wanted = bands.get(name);
      const coverage = coverages.find(({ identifier }) => identifier === wanted?.coverage);
      const band = coverage?.bands.findIndex((one) => one.name === wanted?.band) ?? -1;
      if (!coverage || band < 0) return undefined;
      return { coverage, band, ...(nodata === undefined ? {} : { nodata }) };
    },
  };
}

const bandsOf = (channel: BrowseChannel): [name: string, band: BandOfCoverage][] =>
  'expression' in channel ? Object.entries(channel.bands) : [[channel.band, channel]];

/** The same one each time, since what is compiled for it is kept with it. */
const configs = new WeakMap<BrowseChannel, BrowseTypeConfig['channels'][number]>();

function configOf(channel: BrowseChannel): BrowseTypeConfig['channels'][number] {
  const found = configs.get(channel) ?? createConfig(channel);
  configs.set(channel, found);
  return found;
}

function createConfig(channel: BrowseChannel): BrowseTypeConfig['channels'][number] {
  const range = channel.range && ([...channel.range] as [number, number]);
  return {
    ...('expression' in channel ? { expression: channel.expression } : { band: channel.band }),
    ...(range ? { range } : {}),
  };
}
