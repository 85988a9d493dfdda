import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Crs } from './crs.ts';

/** Written by `npm run epsg`; a line is code, title, PROJ string, order of axes, metres of a unit, domain. */
const TABLE = join(import.meta.dirname, 'epsg-crss.tsv');

/** Lines by code, read when a code is first asked for that is not built in. */
let lines: ReadonlyMap<number, string> | undefined;

/**
 * A CRS of the EPSG registry by its number: one of those that a PROJ string alone puts where PROJ does, within 3 m over
 * most of where it is meant to be used (docs/decisions/021). Undefined for others.
 */
export function epsgCrs(number: number): Crs | undefined {
  const line = (lines ??= readLines()).get(number);
  if (line === undefined) return undefined;
  const [code, title = '', proj4 = '', axisOrder, metres, domain = ''] = line.split('\t');
  const [west = 0, south = 0, east = 0, north = 0] = domain.split(',').map(Number);
  return {
    ...{ code: `EPSG:${code}`, title, proj4, metresPerUnit: Number(metres) },
    axisOrder: axisOrder === 'yx' ? 'yx' : 'xy',
    domain: [west, south, east, north],
  };
}

const readLines = () =>
  new Map(
    readFileSync(TABLE, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [Number.parseInt(line, 10), line]),
  );
