import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@pvs/core/catalogue/database';
import { loadProducts } from '@pvs/core/catalogue/load-products';
import { registerProduct } from '@pvs/core/catalogue/register-product';

/** Registers products again as if they had been acquired today, and waits until a cache knows of them. */
export async function addOnTop(
  db: Database,
  identifiers: readonly string[],
  cacheUrl: string,
): Promise<void> {
  const today = new Date();
  let revision = 0;
  for (const product of await loadProducts(db, identifiers)) {
    const identifier = `${product.identifier}_${today.getTime()}`;
    const times = { beginTime: today, endTime: today };
    ({ revision } = await registerProduct(db, { ...product, ...times, identifier }));
  }
  // Where all changes are settled: see `UpdateSequence`.
  while ((await sequenceOf(cacheUrl)) < 2 * revision) await sleep(100);
}

/** What WMTS capabilities say of the catalogue. */
async function sequenceOf(cacheUrl: string): Promise<number> {
  const answer = await fetch(`${cacheUrl}/cache/ows?service=WMTS&request=GetCapabilities`);
  return Number(/updateSequence="(\d+)"/.exec(await answer.text())?.[1]);
}
