import type { CollectionPictures } from '../catalogue/collection-pictures.ts';
import type { StackConfig } from '../config/stack.ts';
import { findVirtualPicture } from './virtual-pictures.ts';

/** What a layer shows of its products. */
export type LayerKind =
  /** The picture of a browse type; the default one where `browse` is `''`. */
  | { readonly kind: 'browse'; readonly browse: string }
  /** Footprints only, without what the mask hides where one is named. */
  | { readonly kind: 'outlines'; readonly mask?: string }
  /** The default picture with the footprints' outlines on top. */
  | { readonly kind: 'outlined' }
  /** What a mask marks, filled. */
  | { readonly kind: 'mask'; readonly mask: string }
  /** The default picture without what a mask hides. */
  | { readonly kind: 'masked'; readonly mask: string }
  /** How many footprints lie over each other. */
  | { readonly kind: 'heatmap' }
  /** One raster of a product. */
  | { readonly kind: 'coverage'; readonly coverage: string };

type Config = Pick<StackConfig, 'productTypes'>;
/** Which pictures products have of themselves; none where absent. */
type Pictures = Pick<CollectionPictures, 'types' | 'has'> | undefined;

/** Ends of layer names with a meaning of their own; no browse type may be called so. */
export const RESERVED_SUFFIXES: readonly string[] = ['outlines', 'outlined', 'heatmap'];
const MASKED = 'masked_';
const OUTLINES_MASKED = 'outlines_masked_';

/** What a collection's layer of this suffix shows; undefined where there is none. */
export function kindOf(
  stack: Config,
  collection: string,
  suffix: string,
  pictures: Pictures,
): LayerKind | undefined {
  if (suffix === '') return { kind: 'browse', browse: '' };
  if (suffix === 'outlines' || suffix === 'outlined' || suffix === 'heatmap') return { kind: suffix };
  if (pictures?.has(suffix) || browseNames(stack, collection).includes(suffix))
    return { kind: 'browse', browse: suffix };
  return maskKindOf(maskNames(stack, collection), suffix);
}

function maskKindOf(masks: readonly string[], suffix: string): LayerKind | undefined {
  const mask = masks.find((name) => suffix.endsWith(name));
  if (mask === undefined) return undefined;
  if (suffix === mask) return { kind: 'mask', mask };
  if (suffix === MASKED + mask) return { kind: 'masked', mask };
  return suffix === OUTLINES_MASKED + mask ? { kind: 'outlines', mask } : undefined;
}

/** The suffixes under which capabilities list a collection, in their order. */
export function advertisedSuffixes(stack: Config, collection: string, pictures: Pictures): readonly string[] {
  return [
    '',
    ...new Set([...browseNames(stack, collection), ...(pictures?.types() ?? [])]),
    'outlines',
    'outlined',
    ...maskNames(stack, collection).flatMap((mask) => [mask, MASKED + mask]),
    'heatmap',
  ];
}

/** Named browse types of a collection's product types; `default` is the collection's own layer. */
function browseNames(stack: Config, collection: string): string[] {
  const types = typesOf(stack, collection);
  return [...new Set(types.flatMap((type) => Object.keys(type.browses)))].filter(
    (name) => name !== 'default',
  );
}

/** The masks that preprocessing makes of a collection's products; the longer ones first, since names may end alike. */
function maskNames(stack: Config, collection: string): string[] {
  const masks = typesOf(stack, collection).flatMap(({ preprocess, levels }) =>
    [preprocess, ...Object.values(levels).map((level) => level.preprocess)].flatMap((one) =>
      Object.keys(one?.masks ?? {}),
    ),
  );
  return [...new Set(masks)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

const typesOf = ({ productTypes }: Config, collection: string) =>
  productTypes.filter((type) => type.collection === collection);

/** What the suffix is called in titles. */
export function titleOfSuffix(stack: Config, collection: string, suffix: string): string {
  for (const type of typesOf(stack, collection)) {
    const title = type.browses[suffix]?.title;
    if (title !== undefined) return title;
  }
  const masks = maskNames(stack, collection);
  const words = (text: string) => text.replaceAll(/[_-]/g, ' ');
  if (suffix === 'outlined') return 'pictures with outlines';
  if (suffix === 'heatmap') return 'number of products';
  if (masks.includes(suffix)) return `mask of ${words(suffix)}`;
  const masked = suffix.startsWith(MASKED) ? suffix.slice(MASKED.length) : '';
  if (masks.includes(masked)) return `pictures masked by ${words(masked)}`;
  return findVirtualPicture(suffix)?.title ?? words(suffix);
}
