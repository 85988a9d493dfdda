import type { BrowseTypeConfig, ColormapConfig } from '@pvs/core/config/browse-type';
import type { StackConfig } from '@pvs/core/config/stack';
import type { Layer } from '@pvs/core/layers/layer';
import { colorizer, type Color, parseColor } from '../computed/color-of-value.ts';
import { HEATMAP_RAMP, HEATMAP_RANGE } from './draw-heatmap.ts';
import { colorOf } from './layer-style.ts';

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
  const browse = configuredBrowse(layer, stack);
  const channels = browse?.channels ?? [];
  const colormap: ColormapConfig | undefined =
    style !== undefined && shows.kind !== 'outlined' ? style : browse?.colormap;
  if (channels.length === 3) return { kind: 'swatches', entries: channels.map(channelEntry) };
  return mapLegend(colormap ?? 'blackwhite', channels[0]?.range);
}

/** Of the first product type that has it. */
function configuredBrowse(
  { collection, shows }: Layer,
  { productTypes }: StackConfig,
): BrowseTypeConfig | undefined {
  if (shows.kind === 'coverage') return undefined;
  const name = shows.kind === 'browse' && shows.browse !== '' ? shows.browse : 'default';
  return productTypes.find((type) => type.collection === collection && type.browses[name])?.browses[name];
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

function mapLegend(colormap: ColormapConfig, range: BrowseTypeConfig['channels'][number]['range']): Legend {
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
