import type { BrowseChannelConfig, BrowseTypeConfig, ColormapConfig } from '@pvs/core/config/browse-type';
import { invalidInput } from '@pvs/core/errors';
import type { WavelengthRange } from './band-of-wavelength.ts';
import type { Variables } from './computed-renderings.ts';

/** What a request wants a picture to be, in place of what the configuration says. */
export interface PictureChoice {
  /** Bands and expressions, without ranges. */
  readonly channels?: readonly BrowseChannelConfig[];
  /** Opacity, beside `channels`. */
  readonly alpha?: BrowseChannelConfig;
  /** Bands by what they see; in place of `channels`. */
  readonly wavelengths?: readonly WavelengthRange[];
  /** Of each channel, or of all of them. */
  readonly ranges?: readonly (readonly [number, number])[];
  readonly colormap?: ColormapConfig;
  readonly nodata?: number;
  readonly variables?: Variables;
  /** A style of the browse type, or a ramp; of pictures of one channel. */
  readonly style?: string;
}

/** A picture as a request wants it; what it leaves open is as it is. */
export function chosenBrowse(choice: PictureChoice, picture: BrowseTypeConfig): BrowseTypeConfig {
  const { alpha, ranges, colormap, nodata, style } = choice;
  const base = style === undefined ? picture : styledBrowse(picture, style);
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
    ...(alpha ? { alpha: ranges?.[3] ? { ...alpha, range: [...ranges[3]] } : alpha } : {}),
    ...(colormap === undefined ? {} : { colormap }),
    ...(nodata === undefined ? {} : { nodata }),
  };
}

/** Of a layer's products some may be in colours: those have no other look. */
export function styledBrowse(picture: BrowseTypeConfig, name: string): BrowseTypeConfig {
  const [channel] = picture.channels;
  if (!channel || picture.channels.length !== 1) return picture;
  const own = picture.styles?.[name];
  if (!own) return { ...picture, colormap: name as ColormapConfig };
  const { title: _title, colormap, outOfBounds, ...look } = own;
  const isRelief = look.hillshade ?? look.terrain ?? look.contours;
  // What is worked out from heights has neither their relief nor their range and colours.
  const { hillshade: _h, terrain: _t, contours: _c, range: _r, ...plain } = channel;
  const { colormap: _colors, ...rest } = picture;
  return {
    ...(isRelief ? rest : picture),
    channels: [{ ...(isRelief ? plain : channel), ...look }],
    ...(colormap === undefined ? {} : { colormap }),
    ...(outOfBounds === undefined ? {} : { outOfBounds }),
  };
}
