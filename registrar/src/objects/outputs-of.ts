import { runOf } from '@pvs/core/storage/product-keys';
import type { Sidecar } from '@pvs/core/catalogue/sidecar';

/**
 * Keys of the objects that were written for a product alone: those that a run of the preprocessor wrote below its
 * prefix, and the list that names them. What somebody put there by hand, sources and what lies elsewhere are nobody's
 * to remove.
 */
export function outputsOf(prefix: string, sidecarKey: string, sidecar: Sidecar): string[] {
  if (sidecar.run === undefined) return [];
  const { coverages, masks, quicklook, report } = sidecar;
  const keys = [...coverages, ...masks, ...(quicklook ? [quicklook] : [])].map(({ objectKey }) => objectKey);
  const written = [...keys, ...(report === undefined ? [] : [report])];
  return [...written.filter((key) => key.startsWith(`${prefix}/`) && runOf(key) !== undefined), sidecarKey];
}
