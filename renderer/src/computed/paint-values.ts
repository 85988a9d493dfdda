import { blendUnder, type MapPicture, type PixelRect } from '../draw/map-picture.ts';
import { type Color, colorizer } from './color-of-value.ts';
import type { ComputedChannel, ComputedRendering } from './computed-rendering.ts';

/** Colours of a ramp that is looked up instead of interpolated for each pixel. */
const TABLE_SIZE = 1024;

type ToColor = (value: number) => Color;

/** Puts the values of a part of a picture, one column of them for each channel, beneath what the picture has. */
export function paintValues(
  values: readonly Float32Array[],
  { computed, colormap, outOfBounds }: ComputedRendering,
  { rgba, widthPx }: MapPicture,
  { x0, y0, x1, y1 }: PixelRect,
): void {
  const isHidden = hiddenBy(computed, outOfBounds);
  const [first] = computed;
  const toColor = colormap && first ? quickColor(colormap, first) : undefined;
  const bytes = computed.map(toByte);
  const [red, green = red, blue = red] = values as [Float32Array, Float32Array?, Float32Array?];
  const [redByte, greenByte = redByte!, blueByte = redByte!] = bytes;
  for (let y = y0, i = 0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1, i += 1) {
      if (values.some((column, c) => isHidden[c]!(column[i]!))) continue;
      const o = (y * widthPx + x) * 4;
      if (toColor) blendUnder(rgba, o, ...toColor(red[i]!));
      else blendUnder(rgba, o, redByte!(red[i]!), greenByte(green[i]!), blueByte(blue[i]!), 255);
    }
  }
}

const hiddenBy = (channels: readonly ComputedChannel[], outOfBounds: ComputedRendering['outOfBounds']) =>
  channels.map(({ min, max }) =>
    outOfBounds === 'clamp'
      ? (value: number) => Number.isNaN(value)
      : (value: number) => !(value >= Math.min(min, max) && value <= Math.max(min, max)),
  );

function toByte({ min, max, gamma }: ComputedChannel): (value: number) => number {
  const power = 1 / gamma;
  const scale = max === min ? Infinity : 1 / (max - min);
  return (value) => {
    const t = (value - min) * scale;
    if (!(t > 0)) return 0;
    return t >= 1 ? 255 : Math.round((gamma === 1 ? t : t ** power) * 255);
  };
}

/** Built-in ramps come from a table; colours of the stack's own values are exact. */
function quickColor(
  colormap: NonNullable<ComputedRendering['colormap']>,
  { min, max, gamma }: ComputedChannel,
): ToColor {
  const exact = colorizer(colormap, min, max);
  if (typeof colormap !== 'string') return exact;
  const power = 1 / gamma;
  const last = TABLE_SIZE - 1;
  const table = Array.from({ length: TABLE_SIZE }, (_, i) => exact(min + (i / last) ** power * (max - min)));
  return (value) => {
    const t = Math.round(((value - min) / (max - min)) * last);
    return table[t > 0 ? Math.min(last, t) : 0]!;
  };
}
