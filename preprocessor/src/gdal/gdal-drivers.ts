import gdal from 'gdal-async';
import { INPUT_DRIVERS } from './gdal-job.ts';

/** Input drivers, and those that converting needs itself. */
const ALLOWED: ReadonlySet<string> = new Set([...INPUT_DRIVERS, 'COG', 'MEM', 'Memory', 'WEBP']);

/** Names of registered drivers that must not open anything here. GDAL registers VRT when a translation needs it. */
export function foreignDrivers(): string[] {
  const names = Array.from({ length: gdal.drivers.count() }, (_, i) => gdal.drivers.get(i).description);
  return names.filter((name) => !ALLOWED.has(name));
}
