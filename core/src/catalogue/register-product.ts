import { sql } from 'kysely';
import { invalidInput, sourceUnavailable } from '../errors.ts';
import type { Database } from './database.ts';
import { withDatabase } from './database-errors.ts';
import type { Product } from './product.ts';
import { objectKeysOf, productRecord } from './product-record.ts';
import { type DiscardOptions, discardedFrom, HOUR_S, registeredProduct } from './register-statement.ts';
import { storedRecord } from './stored-record.ts';

export interface Registration {
  readonly revision: number;
  /** True where a product of that identifier was there before. */
  readonly replaced: boolean;
}

/** Registrations of one identifier that may come between; each can make this one start anew once. */
const MOST_ATTEMPTS = 10;

/**
 * Writes a product with all that belongs to it, replacing an earlier one of the same identifier, atomically. Outputs
 * of the earlier one that this one does not use are discarded: `sweepObjects` removes them later.
 * @throws InvalidInput `InvalidFootprint` where the footprint encloses no area
 */
export async function registerProduct(
  db: Database,
  product: Product,
  options: DiscardOptions = {},
): Promise<Registration> {
  const statement = registeredProduct(db, {
    identifier: product.identifier,
    record: JSON.stringify(productRecord(product)),
    stored: storedRecord(product),
    objectKeys: objectKeysOf(product),
    keepDiscardedS: options.keepDiscardedS ?? HOUR_S,
  });
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    try {
      const { rows } = await withDatabase(() => db.executeQuery<Registration>(statement));
      return rows[0]!;
    } catch (error) {
      if (!isTaken(error)) throw explained(error, product.identifier);
    }
  }
  throw sourceUnavailable(`others keep registering '${product.identifier}' at the same time`);
}

/** Removes a product, discards its outputs and leaves a tombstone; undefined where there was none. */
export async function removeProduct(
  db: Database,
  identifier: string,
  options: DiscardOptions = {},
): Promise<number | undefined> {
  const { rows } = await withDatabase(() =>
    sql<{ revision: number }>`
      with removed as (
        delete from product where identifier = ${identifier} returning identifier, collection, outputs
      ), discarded as (${discardedFrom('removed', [], options.keepDiscardedS ?? HOUR_S)})
      insert into tombstone (identifier, collection, revision)
      select identifier, collection, draw_revision() from removed
      returning revision`.execute(db),
  );
  return rows[0]?.revision;
}

interface StatementError {
  readonly code?: unknown;
  readonly constraint?: unknown;
}

/** Another registration of the identifier was committed while this one ran: what it wrote is to be replaced now. */
const isTaken = (error: unknown) =>
  (error as StatementError | undefined)?.code === '23505' &&
  (error as StatementError).constraint === 'product_identifier_key';

function explained(error: unknown, identifier: string): unknown {
  if ((error as StatementError | undefined)?.constraint !== 'product_footprint_has_area') return error;
  return invalidInput(`the footprint of '${identifier}' encloses no area`, {
    code: 'InvalidFootprint',
    cause: error,
  });
}
