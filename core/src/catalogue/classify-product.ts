import { cogSchema } from '../config/cog.ts';
import type { ProductTypeConfig, StackConfig } from '../config/stack.ts';
import { invalidInput } from '../errors.ts';
import type { ProductMetadata } from './product.ts';

/** Name of the type that products of no configured type get. */
export const GENERIC_TYPE = 'generic';

/** What a product is treated as, and the collection it goes to. */
export interface Classification {
  readonly type: ProductTypeConfig;
  readonly collection: string;
}

/** What classification looks at: a product's metadata, of which only the patterns' attributes need be known. */
type Classified = Pick<ProductMetadata, 'identifier' | 'attributes'>;

/**
 * The first configured product type all of whose `match` patterns fit the metadata. A product of none gets the
 * type {@link GENERIC_TYPE} in the stack's `unclassified` collection (the first collection unless configured).
 * Pattern names are `identifier` and those of `EoAttributes`; dates are matched as ISO 8601.
 * @throws InvalidInput `Unclassified` where the stack refuses such products
 */
export function classifyProduct(
  config: Pick<StackConfig, 'productTypes' | 'unclassified' | 'collections'>,
  metadata: Classified,
): Classification {
  const type = productTypeOf(config.productTypes, metadata);
  if (type) return { type, collection: type.collection };
  if (config.unclassified === 'refuse') throw unclassified(config.productTypes, metadata);
  const collection = config.unclassified?.collection ?? config.collections[0]?.id ?? '';
  return {
    type: {
      ...{ id: GENERIC_TYPE, collection, match: {}, cog: cogSchema.parse({}) },
      ...{ wavelengths: {}, levels: {}, browses: {} },
    },
    collection,
  };
}

/** The first type all of whose patterns fit; undefined where none does. */
export const productTypeOf = (types: readonly ProductTypeConfig[], metadata: Classified) =>
  types.find((type) => fits(type, metadata));

function fits(type: ProductTypeConfig, metadata: Classified): boolean {
  return Object.entries(type.match).every(([name, pattern]) => {
    const value = attributeOf(metadata, name);
    return value !== undefined && pattern.test(value);
  });
}

function attributeOf(metadata: Classified, name: string): string | undefined {
  const value = name === 'identifier' ? metadata.identifier : attributesByName(metadata).get(name);
  if (value === undefined) return undefined;
  return value instanceof Date ? value.toISOString() : String(value);
}

/** Own attributes only: `match` names come from a file and may be any word. */
const attributesByName = ({ attributes }: Classified) => new Map<string, unknown>(Object.entries(attributes));

function unclassified(types: readonly ProductTypeConfig[], metadata: Classified) {
  const looked = new Set(['identifier', ...types.flatMap((type) => Object.keys(type.match))]);
  const found = [...looked].map((name) => `${name} '${attributeOf(metadata, name) ?? '(none)'}'`);
  const known = types.map((type) => {
    const patterns = Object.entries(type.match).map(([name, pattern]) => `${name} /${pattern.source}/`);
    return `${type.id} (${patterns.join(', ')})`;
  });
  return invalidInput(
    `the product is of no configured type: it has ${found.join(', ')}; known are ${known.join('; ') || 'none'}`,
    { code: 'Unclassified', detail: { identifier: metadata.identifier, types: types.map(({ id }) => id) } },
  );
}
