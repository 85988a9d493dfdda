import type { StackConfig } from '../config/stack.ts';
import { allows, type Scope } from './scope.ts';

/** What of a stack a request may see. The rest does not exist for it, in any protocol. */
export interface Sight {
  /** All there are where absent. */
  readonly collections?: ReadonlySet<string>;
  /** Whether anybody sees as much: shared caches may keep what is answered. */
  readonly isOpen: boolean;
}

/** The sights that a stack's restricted collections make. */
export interface Sights {
  /** What anybody sees. */
  readonly open: Sight;
  /** What somebody with these rights sees. */
  of(scopes: readonly Scope[]): Sight;
}

type Config = Pick<StackConfig, 'collections'>;

export const EVERYTHING: Sight = { isOpen: true };

/** Whether some of the collections are not for everybody. */
export const hasRestricted = ({ collections }: Config) => collections.some(({ restricted }) => restricted);

/**
 * Decides what requests may see: the one place that knows what `restricted` means. Where nothing is restricted that
 * is everything, and asks nothing. Else only configured collections are seen, so that one that is taken out of the
 * configuration is not opened by that; whoever may `read` sees everything.
 */
export function sightsOf({ collections }: Config): Sights {
  if (!hasRestricted({ collections })) return { open: EVERYTHING, of: () => EVERYTHING };
  const seenWith = (scopes: readonly Scope[]) =>
    new Set(
      collections
        .filter(({ id, restricted }) => !restricted || allows(scopes, `read:${id}`))
        .map(({ id }) => id),
    );
  const open: Sight = { collections: seenWith([]), isOpen: true };
  return {
    open,
    of(scopes) {
      if (scopes.includes('read')) return { isOpen: false };
      const seen = seenWith(scopes);
      return seen.size === open.collections!.size ? open : { collections: seen, isOpen: false };
    },
  };
}
