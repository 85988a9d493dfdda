import type { Coverage } from '@pvs/core/catalogue/product';
import type { Resampling } from '@pvs/core/config/resampling';
import { invalidInput } from '@pvs/core/errors';

/** What one colour of the picture shows: a band, stretched linearly from `[min, max]` to 0–255. */
export interface Channel {
  /** Position in `coverage.bands`. */
  readonly band: number;
  readonly min: number;
  readonly max: number;
  /** Brightens above 1: shown is `255 * t ** (1 / gamma)`, where `t` goes from 0 at `min` to 1 at `max`. 1 where absent. */
  readonly gamma?: number;
  /** The value that means "no data here"; the band's own where it is absent. NaN always means it. */
  readonly nodata?: number;
}

/**
 * How one coverage is shown. A pixel is transparent where every channel has no data, where the file's internal
 * mask says so, or where the alpha band does.
 */
export interface Rendering {
  readonly coverage: Coverage;
  /** One (grey) or three (red, green, blue). */
  readonly channels: readonly Channel[];
  /** Position of the opacity band in `coverage.bands`. */
  readonly alphaBand?: number;
  readonly resampling?: Resampling;
}

/** A picture of three coverages, each of which is one colour: they may have grids of their own. */
export interface CompositeRendering {
  /** Red, green and blue, each of one channel. */
  readonly colors: readonly [Rendering, Rendering, Rendering];
}

/** The no-data value a channel really has. */
export function nodataOf({ coverage }: Rendering, channel: Channel): number | undefined {
  return channel.nodata ?? coverage.bands[channel.band]?.nodata;
}

/** Fails with `InvalidInput` where a rendering asks for what its coverage does not have. */
export function checkRendering({ coverage, channels, alphaBand }: Rendering): void {
  if (channels.length !== 1 && channels.length !== 3)
    throw invalidInput(
      `a picture of '${coverage.identifier}' has ${channels.length} channels; allowed are 1 and 3`,
    );
  for (const band of [...channels.map((c) => c.band), ...(alphaBand === undefined ? [] : [alphaBand])]) {
    if (!coverage.bands[band])
      throw invalidInput(
        `'${coverage.identifier}' has no band ${band}; it has ${coverage.bands.length}, counted from 0`,
      );
  }
}
