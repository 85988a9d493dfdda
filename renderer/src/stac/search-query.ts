import { invalidInput } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import { readSearchBody, type SearchBody } from './item-search.ts';

/** How each parameter of GET becomes the member of a search that POST would send. */
const READERS: Readonly<Record<string, (text: string, name: string) => unknown>> = {
  ids: listOf,
  collections: listOf,
  bbox: (text) => text.split(',').map(numberOf),
  intersects: jsonOf,
  datetime: String,
  limit: numberOf,
  filter: String,
  'filter-lang': String,
  'filter-crs': String,
  sortby: (text) => listOf(text).map(sortOf),
  fields: fieldsOf,
  token: String,
};

/** Reads a search from the parameters of GET (STAC API 1.0.0, item search); unknown ones are tolerated. */
export function readSearchQuery(kvp: Kvp): SearchBody {
  const body: Record<string, unknown> = {};
  for (const [name, text] of kvp) {
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (read) body[name] = read(text, name);
  }
  return readSearchBody(body);
}

/** What is no number stays as it is, to be named where it is refused. */
function numberOf(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidInput(`parameter '${name}': expected JSON`, {
      code: 'InvalidParameterValue',
      detail: { locator: name },
    });
  }
}

/** `+` arrives as a space where it was not encoded. */
function sortOf(part: string) {
  return { field: part.replace(/^[-+ ]/, ''), direction: part.startsWith('-') ? 'desc' : 'asc' };
}

function fieldsOf(text: string) {
  const parts = listOf(text);
  return {
    include: parts.filter((part) => !part.startsWith('-')).map((part) => part.replace(/^[+ ]/, '')),
    exclude: parts.filter((part) => part.startsWith('-')).map((part) => part.slice(1)),
  };
}
