import type { IncomingHttpHeaders } from 'node:http';
import type { Sight } from './sight.ts';

const NAME = 'x-pvs-sight';

/** Tells a service behind `/internal` what whoever asks may see. */
export const writeSight = ({ collections }: Sight): Readonly<Record<string, string>> => ({
  [NAME]: collections === undefined ? '*' : [...collections].map(encodeURIComponent).join(' '),
});

/** The inverse of {@link writeSight}; nothing where it is not told. */
export function readSight(headers: IncomingHttpHeaders): Sight {
  const told = String(headers[NAME] ?? '');
  if (told === '*') return { isOpen: false };
  const names = told.split(' ').filter((name) => name !== '');
  return { collections: new Set(names.map(decodeURIComponent)), isOpen: false };
}
