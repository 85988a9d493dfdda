import type { CatalogueIndex } from '../catalogue/catalogue-index.ts';
import type { BrowseTypeConfig } from '../config/browse-type.ts';
import type { StackConfig } from '../config/stack.ts';
import { invalidInput } from '../errors.ts';
import { RAMP_NAMES } from './color-ramp.ts';
import type { Layer } from './layer.ts';

/** Red, green, blue, 0–255. */
export type StyleColor = readonly [red: number, green: number, blue: number];

/** Styles of footprints and masks: the names of EOxServer. */
export const STYLE_COLORS: Readonly<Record<string, StyleColor>> = {
  red: [255, 0, 0],
  green: [0, 128, 0],
  blue: [0, 0, 255],
  white: [255, 255, 255],
  black: [0, 0, 0],
  yellow: [255, 255, 0],
  orange: [255, 165, 0],
  magenta: [255, 0, 255],
  cyan: [0, 255, 255],
  brown: [165, 42, 42],
  grey: [128, 128, 128],
};

/** A look of a layer beside the default one. */
export interface LayerStyle {
  /** As STYLES asks for it. */
  readonly name: string;
  readonly title: string;
}

type Config = Pick<StackConfig, 'productTypes' | 'unclassified'>;
type Index = Pick<CatalogueIndex, 'pictures'>;

/**
 * The styles that draw a layer beside the default one, and those that capabilities list: colours of outlines and
 * masks; of pictures of one channel those of their browse type, and colour ramps. Pictures in colours have none.
 */
export function stylesOf(
  layer: Pick<Layer, 'shows' | 'collection'>,
  stack: Config,
  index: Index,
): LayerStyle[] {
  const { shows } = layer;
  if (shows.kind === 'outlines' || shows.kind === 'outlined' || shows.kind === 'mask')
    return Object.keys(STYLE_COLORS).map(plainly);
  const ramps = RAMP_NAMES.map(plainly);
  if (shows.kind === 'heatmap' || shows.kind === 'coverage') return ramps;
  const browse = shows.kind === 'browse' ? shows.browse : '';
  const configured = configuredBrowses(layer.collection, browse, stack);
  const own = configured.flatMap(({ styles = {} }) => Object.entries(styles));
  const named = new Map(own.map(([name, { title = name }]) => [name, { name, title }]));
  const isGrey =
    configured.some(({ channels }) => channels.length === 1) ||
    (showsRegistered(layer.collection, browse, stack) &&
      (index.pictures(layer.collection)?.hasGrey(browse) ?? false));
  return isGrey ? [...named.values(), ...ramps.filter(({ name }) => !named.has(name))] : [];
}

/** False where every product of a collection is of a type that says how it is shown. */
function showsRegistered(
  collection: string,
  browse: string,
  { productTypes, unclassified }: Config,
): boolean {
  const types = productTypes.filter((type) => type.collection === collection);
  const takesAny = typeof unclassified === 'object' && unclassified.collection === collection;
  return (
    takesAny ||
    types.length === 0 ||
    types.some(({ browses }) => !browses[browse === '' ? 'default' : browse])
  );
}

const plainly = (name: string): LayerStyle => ({ name, title: name });

/** The browse types of that name of a collection's product types. */
export function configuredBrowses(
  collection: string,
  browse: string,
  { productTypes }: Pick<Config, 'productTypes'>,
): BrowseTypeConfig[] {
  return productTypes
    .filter((type) => type.collection === collection)
    .flatMap(({ browses }) => browses[browse === '' ? 'default' : browse] ?? []);
}

/**
 * The style of a layer; undefined for the default one, which is named by an empty text or `default`.
 * @throws InvalidInput `UnknownStyle`
 */
export function requireStyle(
  layer: Layer,
  given: string | undefined,
  stack: Config,
  index: Index,
  locator = 'styles',
): string | undefined {
  if (given === undefined || given === '' || given === 'default') return undefined;
  const styles = stylesOf(layer, stack, index).map(({ name }) => name);
  if (styles.includes(given)) return given;
  throw invalidInput(
    `there is no style '${given.slice(0, 200)}' of '${layer.name}': allowed are ${['default', ...styles].join(', ')}`,
    { code: 'UnknownStyle', detail: { locator } },
  );
}
