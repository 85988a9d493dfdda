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
  const before = await sequenceOf(cacheUrl);
  for (const product of await loadProducts(db, identifiers)) {
    const identifier = `${product.identifier}_${today.getTime()}`;
    const times = { beginTime: today, endTime: today };
    await registerProduct(db, { ...product, ...times, identifier });
  }
  // Each counts twice once it is settled: see `UpdateSequence`.
  while ((await sequenceOf(cacheUrl)) < before + 2 * identifiers.length) await sleep(100);
}

/** What WMTS capabilities say of the catalogue. */
async function sequenceOf(cacheUrl: string): Promise<number> {
  const answer = await fetch(`${cacheUrl}/cache/ows?service=WMTS&request=GetCapabilities`);
  return Number(/updateSequence="(\d+)"/.exec(await answer.text())?.[1]);
}
