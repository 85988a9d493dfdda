import type { StackConfig } from '@pvs/core/config/stack';
import { messageOf } from '@pvs/core/errors';
import { advertisedLayers } from '@pvs/core/layers/layer';
import { type SeedFormat, type SeedMessage, seedMessageSchema } from '@pvs/core/seeding/seed-message';
import { parseInterval } from '@pvs/core/time/time-grammar';
import { type FieldProblems, invalidFields } from '../invalid-fields.ts';

export const SEED_FORMATS = seedMessageSchema.shape.formats.unwrap().element.options;
const MOST_ZOOM = 24;

/** What a field was read as, or what is wrong with it. */
type Field<T> = { readonly value: T | undefined } | { readonly problem: string };

/**
 * A seed message of the fields `interval`, `collection`, `layers`, `bbox`, `minZoom`, `maxZoom`, `formats` and
 * `tileMatrixSets` of a form; what is empty is not narrowed down.
 * @throws InvalidInput `InvalidFields`, which tells of all that are wrong
 */
export function readSeedForm(form: URLSearchParams, stack: StackConfig): SeedMessage {
  const text = (name: string) => form.get(name)?.trim() ?? '';
  const collections = stack.collections.map(({ id }) => id);
  const fields = {
    interval: intervalOf(text('interval')),
    collection: oneOf(text('collection'), collections),
    layers: someOf(form.getAll('layers'), layersOf(stack, text('collection'))),
    bbox: boxOf(text('bbox')),
    minZoom: zoomOf(text('minZoom')),
    maxZoom: zoomOf(text('maxZoom')),
    formats: someOf<SeedFormat>(form.getAll('formats'), SEED_FORMATS),
    tileMatrixSets: someOf(
      form.getAll('tileMatrixSets'),
      stack.tileMatrixSets.map(({ id }) => id),
    ),
  };
  const problems = { ...problemsOf(fields), ...zoomOrder(fields, stack) };
  if (Object.keys(problems).length > 0) throw invalidFields(problems);
  const given = Object.entries(fields).flatMap(([name, field]) =>
    'value' in field && field.value !== undefined ? [[name, field.value] as const] : [],
  );
  return Object.fromEntries(given) as SeedMessage;
}

/** The layers that a form offers: of one collection, or of all. */
export const layersOf = (stack: StackConfig, collection: string): string[] =>
  advertisedLayers(stack)
    .filter((of) => collection === '' || of.collection === collection)
    .flatMap(({ layers }) => layers.map(({ name }) => name));

const problemsOf = (fields: Readonly<Record<string, Field<unknown>>>): FieldProblems =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => ('problem' in field ? [[name, field.problem]] : [])),
  );

function intervalOf(text: string): Field<string> {
  if (text === '')
    return { problem: 'say which time, such as 2018-06 or 2018-06-01/2018-06-30; ../.. is all of it' };
  try {
    parseInterval(text);
    return { value: text };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

const oneOf = (given: string, allowed: readonly string[]): Field<string> =>
  given === '' || allowed.includes(given)
    ? { value: given === '' ? undefined : given }
    : { problem: `'${shown(given)}' is none of ${allowed.join(', ')}` };

function someOf<T extends string>(given: readonly string[], allowed: readonly T[]): Field<T[]> {
  const wrong = given.find((one) => !allowed.some((name) => name === one));
  if (wrong !== undefined) return { problem: `'${shown(wrong)}' is none of ${allowed.join(', ')}` };
  return { value: given.length === 0 ? undefined : [...(given as T[])] };
}

const BOX = 'expected west, south, east, north in degrees, such as 5, 44, 12, 48';

function boxOf(text: string): Field<[number, number, number, number]> {
  if (text === '') return { value: undefined };
  const parts = text.split(/[\s,;]+/).map(Number);
  const [west = NaN, south = NaN, east = NaN, north = NaN] = parts;
  if (parts.length !== 4 || !parts.every(Number.isFinite))
    return { problem: `'${shown(text)}' is no box: ${BOX}` };
  if (west >= east || south >= north)
    return { problem: `'${shown(text)}' is empty: ${BOX}, west less than east and south less than north` };
  if (west < -180 || east > 180 || south < -90 || north > 90)
    return { problem: `'${shown(text)}' is not on the globe: -180 to 180 and -90 to 90 are allowed` };
  return { value: [west, south, east, north] };
}

function zoomOf(text: string): Field<number> {
  if (text === '') return { value: undefined };
  const zoom = Number(text);
  if (Number.isInteger(zoom) && zoom >= 0 && zoom <= MOST_ZOOM) return { value: zoom };
  return { problem: `'${shown(text)}' is no zoom: whole numbers from 0 to ${MOST_ZOOM} are allowed` };
}

function zoomOrder(
  { minZoom, maxZoom }: { readonly minZoom: Field<number>; readonly maxZoom: Field<number> },
  { seeding }: StackConfig,
): FieldProblems {
  if ('problem' in minZoom || 'problem' in maxZoom) return {};
  const [least, most] = [minZoom.value ?? seeding.minZoom, maxZoom.value ?? seeding.maxZoom];
  if (least <= most) return {};
  return { minZoom: `${least} is greater than the largest zoom, ${most}` };
}

const shown = (text: string) => text.slice(0, 80);
