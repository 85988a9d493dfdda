import type { SearchBody } from './item-search.ts';

type Json = Readonly<Record<string, unknown>>;

/** Without these an item is none any more (STAC API fields extension). */
const ALWAYS = ['type', 'stac_version', 'id', 'collection'];
const USUAL = [...ALWAYS, 'geometry', 'bbox', 'links', 'assets', 'properties.datetime'];

/**
 * The members of an item that were asked for: with `include` those and the ones an item cannot do without, with
 * `exclude` all others; with both, those included that are not excluded. Names reach into objects by dots, and
 * `properties.` may be left out.
 */
export function selectFields(
  item: Json,
  { include = [], exclude = [] }: NonNullable<SearchBody['fields']>,
): Json {
  const kept =
    include.length === 0
      ? item
      : pick(item, [...(exclude.length === 0 ? USUAL : ALWAYS), ...paths(item, include)]);
  return paths(item, exclude)
    .filter((path) => !ALWAYS.includes(path))
    .reduce((rest, path) => without(rest, path.split('.')), kept);
}

/** `eo:cloud_cover` is `properties.eo:cloud_cover`. */
const paths = (item: Json, names: readonly string[]) =>
  names.map((name) => (Object.hasOwn(item, name.split('.')[0]!) ? name : `properties.${name}`));

function pick(item: Json, wanted: readonly string[]): Json {
  let picked: Json = {};
  for (const path of wanted) picked = copy(item, picked, path.split('.'));
  return picked;
}

function copy(from: Json, into: Json, [head = '', ...rest]: readonly string[]): Json {
  if (!Object.hasOwn(from, head)) return into;
  const value = from[head];
  if (rest.length === 0) return { ...into, [head]: value };
  if (!isObject(value)) return into;
  return { ...into, [head]: copy(value, isObject(into[head]) ? into[head] : {}, rest) };
}

function without(from: Json, [head = '', ...rest]: readonly string[]): Json {
  if (!Object.hasOwn(from, head)) return from;
  const value = from[head];
  if (rest.length > 0) return isObject(value) ? { ...from, [head]: without(value, rest) } : from;
  return Object.fromEntries(Object.entries(from).filter(([name]) => name !== head));
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
