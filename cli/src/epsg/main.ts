import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeCrs } from './describe-crs.ts';
import { listCrss } from './list-crss.ts';

/** Where GDAL's libraries keep the EPSG registry. */
const REGISTRY = process.env['PROJ_DB'] ?? '/usr/share/proj/proj.db';
const TABLE = join(import.meta.dirname, '../../../core/src/crs/epsg-crss.tsv');

/**
 * Writes the table of EPSG's CRSs (`npm run epsg`): those that a PROJ string alone puts where PROJ itself does, with
 * all that it knows. What is left out is counted by why.
 */
const left = new Map<string, number>();
const lines = listCrss(REGISTRY).flatMap((crs) => {
  const described = describeCrs(crs);
  if ('line' in described) return [described.line];
  left.set(described.why, (left.get(described.why) ?? 0) + 1);
  return [];
});
writeFileSync(TABLE, `${lines.join('\n')}\n`);
console.log(
  `${lines.length} CRSs; left out: ${[...left].map(([why, count]) => `${count} ${why}`).join(', ')}`,
);
