import type { BrowseTypeConfig, ColormapConfig, ContoursConfig } from '@pvs/core/config/browse-type';
import type { StackConfig } from '@pvs/core/config/stack';
import type { Layer } from '@pvs/core/layers/layer';
import { configuredBrowses } from '@pvs/core/layers/layer-styles';
import { findVirtualPicture } from '@pvs/core/layers/virtual-pictures';
import { colorizer, type Color, parseColor } from '../computed/color-of-value.ts';
import { HEATMAP_RAMP, HEATMAP_RANGE } from './draw-heatmap.ts';
import { TERRAIN_RANGES } from '../computed/terrain.ts';
import { styledBrowse } from './picture-choice.ts';
import { colorOf } from './style-color.ts';

/** What a legend shows, before it is drawn. */
export type Legend =
  | {
      readonly kind: 'ramp';
      readonly colorAt: (share: number) => Color;
      readonly min: string;
      readonly max: string;
    }
  | {
      readonly kind: 'swatches';
      readonly entries: readonly { readonly color: Color; readonly label: string }[];
    };

/** The legend of a layer in a style; colour pictures are told by their channels. */
export function legendOf(layer: Layer, style: string | undefined, stack: StackConfig): Legend {
  const { shows } = layer;
  if (shows.kind === 'heatmap') return rampLegend(style ?? HEATMAP_RAMP, ...HEATMAP_RANGE);
  if (shows.kind === 'outlines' || shows.kind === 'mask') {
    const label = shows.mask ?? 'footprint';
    return { kind: 'swatches', entries: [{ color: [...colorOf(style, shows.kind), 255], label }] };
  }
  const plain = browseOf(layer, stack) ?? { channels: [{ band: 1 }] };
  const browse = style !== undefined && shows.kind !== 'outlined' ? styledBrowse(plain, style) : plain;
  const [channel] = browse.channels;
  if (!channel || browse.channels.length === 3)
    return { kind: 'swatches', entries: browse.channels.map(channelEntry) };
  if (channel.contours && typeof browse.colormap !== 'string')
    return contoursLegend(channel.contours, browse);
  const range = channel.range ?? (channel.terrain ? TERRAIN_RANGES[channel.terrain.kind] : undefined);
  return mapLegend(browse.colormap ?? 'blackwhite', range);
}

/** Of the first product type that has it, else the one that products have of themselves. */
function browseOf({ collection, shows }: Layer, stack: StackConfig): BrowseTypeConfig | undefined {
  if (shows.kind === 'coverage') return undefined;
  const name = shows.kind === 'browse' ? shows.browse : '';
  const [configured] = configuredBrowses(collection, name, stack);
  if (configured) return configured;
  const { bands, expression, range, colormap } = findVirtualPicture(name) ?? { bands: [] };
  if (bands.length === 0) return undefined;
  if (expression === undefined || !range) return { channels: bands.map((band) => ({ band })) };
  const channels = [{ expression, range: [...range] as [number, number] }];
  return { channels, ...(colormap === undefined ? {} : { colormap: colormap as ColormapConfig }) };
}

/** One line: they are all drawn alike unless a ramp colours them. */
function contoursLegend({ interval, base }: ContoursConfig, { colormap }: BrowseTypeConfig): Legend {
  const color = colorizer(colormap ?? 'blackwhite', base, base + interval)(base);
  return { kind: 'swatches', entries: [{ color, label: `every ${interval}` }] };
}

const CHANNEL_COLORS: readonly Color[] = [
  [255, 0, 0, 255],
  [0, 255, 0, 255],
  [0, 0, 255, 255],
];

const channelEntry = ({ band, expression }: BrowseTypeConfig['channels'][number], i: number) => ({
  color: CHANNEL_COLORS[i]!,
  label: String(expression ?? (typeof band === 'number' ? `band ${band}` : band)),
});

function mapLegend(
  colormap: ColormapConfig,
  range: BrowseTypeConfig['channels'][number]['range'] | readonly [number, number],
): Legend {
  if (typeof colormap === 'string') {
    return typeof range === 'object' ? rampLegend(colormap, ...range) : rampLegend(colormap);
  }
  if ('ramp' in colormap) {
    const values = colormap.ramp.map(([value]) => value);
    const [min, max] = [Math.min(...values), Math.max(...values)];
    const colorOfValue = colorizer(colormap, min, max);
    return ramp((share) => colorOfValue(min + share * (max - min)), String(min), String(max));
  }
  const isValues = 'values' in colormap;
  const entries = isValues ? colormap.values : colormap.intervals;
  return {
    kind: 'swatches',
    entries: entries.map(([value, color]) => ({
      color: parseColor(color),
      label: isValues ? String(value) : `from ${value}`,
    })),
  };
}

/** Where the range comes from the statistics of each product its ends have no numbers. */
const rampLegend = (name: string, min?: number, max?: number): Legend =>
  ramp(
    colorizer(name, 0, 1),
    min === undefined ? 'low' : String(min),
    max === undefined ? 'high' : String(max),
  );

const ramp = (colorAt: (share: number) => Color, min: string, max: string): Legend => ({
  kind: 'ramp',
  colorAt,
  min,
  max,
});
