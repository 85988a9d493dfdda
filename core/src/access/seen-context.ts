import { type CatalogueIndex, seenIndex } from '../catalogue/catalogue-index.ts';
import type { StackConfig } from '../config/stack.ts';
import type { SeenCatalogue } from '../catalogue/seen-catalogue.ts';
import type { Sight } from './sight.ts';

interface Narrowed {
  readonly stack: StackConfig;
  readonly follower: { readonly index: CatalogueIndex };
  readonly catalogue?: SeenCatalogue;
}

/** A stack as if it had no other collections than these. */
export const seenStack = <Stack extends Pick<StackConfig, 'collections'>>(
  stack: Stack,
  { collections }: Sight,
): Stack =>
  collections ? { ...stack, collections: stack.collections.filter(({ id }) => collections.has(id)) } : stack;

/** A context as a request may see it: the same one where it sees everything. */
export function seenContext<Context extends Narrowed>(context: Context, sight: Sight): Context {
  const { collections } = sight;
  if (!collections) return context;
  const { stack, follower, catalogue } = context;
  return {
    ...context,
    stack: seenStack(stack, sight),
    follower: { ...follower, index: seenIndex(follower.index, collections) },
    ...(catalogue ? { catalogue: catalogue.only(collections) } : {}),
  };
}
