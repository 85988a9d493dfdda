import type {
  ColormapConfig,
  ContoursConfig,
  HillshadeConfig,
  TerrainConfig,
} from '@pvs/core/config/browse-type';
import type { Resampling } from '@pvs/core/config/resampling';
import type { Coverage } from '@pvs/core/catalogue/product';
import type { CompiledExpression } from '@pvs/core/expressions/compile-expression';

/** Where the values of a name come from: a band of a coverage, or one number everywhere. */
export type ValueSource = BandSource | { readonly constant: number };

export interface BandSource {
  readonly coverage: Coverage;
  /** Position in `coverage.bands`. */
  readonly band: number;
  /** The value that means no data where the band has none of its own. */
  readonly nodata?: number;
}

/** One colour of a picture that is worked out. */
export interface ComputedChannel {
  /** Positions in the rendering's sources, in the order of the expression's bands; without one, just the first. */
  readonly sources: readonly number[];
  readonly expression?: CompiledExpression;
  readonly hillshade?: HillshadeConfig;
  readonly terrain?: TerrainConfig;
  readonly contours?: ContoursConfig;
  /** Values shown as black and white. */
  readonly min: number;
  readonly max: number;
  readonly gamma: number;
}

/**
 * A picture whose values are worked out pixel by pixel of the map, from sources that are brought to its grid first.
 * A pixel is transparent where a channel has no value.
 */
export interface ComputedRendering {
  readonly sources: readonly ValueSource[];
  /** One, or red, green and blue. */
  readonly computed: readonly ComputedChannel[];
  /** Its black is transparent, its white opaque; all that has a value is opaque without it. */
  readonly alpha?: ComputedChannel;
  /** Of one channel; grey without it. Those of the file are the colours that its values are numbers of. */
  readonly colormap?: ColormapConfig | 'colors of the file';
  readonly outOfBounds: 'clamp' | 'transparent';
  /** Of all sources; single values and intervals are the nearest pixels' all the same. */
  readonly resampling?: Resampling;
}

/** With colours that are known. */
export type Painted = Omit<ComputedRendering, 'colormap'> & { readonly colormap?: ColormapConfig };

export const bandSources = ({ sources }: Pick<ComputedRendering, 'sources'>): BandSource[] =>
  sources.flatMap((source) => ('coverage' in source ? [source] : []));
