import type { Coverage } from '@pvs/core/catalogue/product';
import type { BrowseChannelConfig, BrowseTypeConfig, ColormapConfig } from '@pvs/core/config/browse-type';
import { invalidInput } from '@pvs/core/errors';
import type { Variables } from './computed-renderings.ts';

/** What a request wants a picture to be, in place of what the configuration says. */
export interface PictureChoice {
  /** Bands and expressions, without ranges. */
  readonly channels?: readonly BrowseChannelConfig[];
  /** Of each channel, or of all of them. */
  readonly ranges?: readonly (readonly [number, number])[];
  readonly colormap?: ColormapConfig;
  readonly nodata?: number;
  readonly variables?: Variables;
}

/** A browse type as a request wants it; what it leaves open is as configured, or as the coverage allows. */
export function chosenBrowse(
  choice: PictureChoice,
  configured: BrowseTypeConfig | undefined,
  generic: () => BrowseTypeConfig,
): BrowseTypeConfig {
  const { ranges, colormap, nodata } = choice;
  const base = choice.channels ? { channels: [...choice.channels] } : (configured ?? generic());
  const channels = base.channels.map((channel, i) => {
    const range = ranges?.[i] ?? ranges?.[0];
    return range ? { ...channel, range: [...range] as [number, number] } : channel;
  });
  if (colormap !== undefined && channels.length !== 1) {
    throw invalidInput(`a colour ramp colours one channel, the picture has ${channels.length}`, {
      code: 'InvalidParameterValue',
      detail: { locator: 'colormap' },
    });
  }
  return {
    ...base,
    channels,
    ...(colormap === undefined ? {} : { colormap }),
    ...(nodata === undefined ? {} : { nodata }),
  };
}

/** The bands that are shown of a coverage nobody configured: three of 8 bits as they are, else the first. */
export function genericBands({ bands, dataType }: Coverage): number[] {
  const colors = bands.flatMap(({ color }, i) => (color === 'alpha' ? [] : [i]));
  const isPicture = dataType === 'uint8' && colors.length >= 3;
  return isPicture ? colors.slice(0, 3) : colors.slice(0, 1);
}
