import { eoColumnNames } from '../catalogue/eo-columns.ts';
import { RESERVED_SUFFIXES } from '../layers/layer-kind.ts';
import type { StackConfig } from './stack.ts';

/** What is wrong between the parts of a configuration that are right by themselves. */
export interface Inconsistency {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What products of no configured type are of. */
const RESERVED_TYPES = ['generic'];

/** References to what is not there, names that are given twice or taken. */
export function inconsistencies(stack: StackConfig): Inconsistency[] {
  const { collections, productTypes, tileMatrixSets, unclassified } = stack;
  const known = collections.map(({ id }) => id);
  const unknownCollection = (id: string, path: Inconsistency['path']) =>
    known.includes(id)
      ? []
      : [{ path, message: `'${id}' is not a collection of this stack (${known.join(', ')})` }];
  return [
    ...repeated(known, 'collections'),
    ...repeated(
      [...RESERVED_TYPES, ...productTypes.map(({ id }) => id)],
      'productTypes',
      RESERVED_TYPES.length,
    ),
    ...repeated(
      tileMatrixSets.map(({ id }) => id),
      'tileMatrixSets',
    ),
    ...inboxProblems(stack),
    ...productTypes.flatMap((type, i) => [
      ...unknownCollection(type.collection, ['productTypes', i, 'collection']),
      ...misnamed(type).map(({ path, message }) => ({ path: ['productTypes', i, ...path], message })),
    ]),
    ...collections.flatMap(({ overview }, i) =>
      overview === undefined || stack.limits.outlinesBelowScale !== undefined
        ? []
        : [
            {
              path: ['collections', i, 'overview'],
              message: 'an overview shows beyond a scale: limits.outlinesBelowScale is missing',
            },
          ],
    ),
    ...openlyStored(stack),
    ...(typeof unclassified === 'object'
      ? unknownCollection(unclassified.collection, ['unclassified', 'collection'])
      : []),
  ];
}

/** Who may read the store may read what is restricted. */
function openlyStored({ collections, downloads }: StackConfig): Inconsistency[] {
  const first = collections.find(({ restricted }) => restricted);
  if (!first || downloads.publicUrl === undefined) return [];
  const message = `anybody may read the object store there, and '${first.id}' is restricted: leave it out`;
  return [{ path: ['downloads', 'publicUrl'], message }];
}

function inboxProblems({ ingest: { inboxes }, storages }: StackConfig): Inconsistency[] {
  const buckets = storages.map(({ bucket }) => bucket);
  return inboxes.flatMap((inbox, i) => {
    const at = ['ingest', 'inboxes', i] as const;
    const taken =
      inboxes.findIndex(({ id }) => id === inbox.id) < i || RESERVED_INBOXES.includes(inbox.id)
        ? [{ path: [...at, 'id'], message: `'${inbox.id}' is taken: each of the inboxes has its own` }]
        : [];
    const bucket = inbox.kind === 'bucket' ? inbox.bucket : undefined;
    if (bucket === undefined || buckets.includes(bucket)) return taken;
    const message = `'${bucket}' is not among the storages of this stack (${buckets.join(', ') || 'none'})`;
    return [...taken, { path: [...at, 'bucket'], message }];
  });
}

/** What is remembered of requests is kept under this name. */
const RESERVED_INBOXES = ['uploads'];

function repeated(ids: readonly string[], list: string, before = 0): Inconsistency[] {
  return ids.flatMap((id, i) =>
    i >= before && ids.indexOf(id) < i
      ? [{ path: [list, i - before, 'id'], message: `'${id}' is taken: each of the ${list} has its own` }]
      : [],
  );
}

function misnamed({ match, browses }: StackConfig['productTypes'][number]): Inconsistency[] {
  const attributes: readonly string[] = ['identifier', ...eoColumnNames];
  const unknown = Object.keys(match).filter((name) => !attributes.includes(name));
  const taken = RESERVED_SUFFIXES.filter((name) => name in browses);
  return [
    ...unknown.map((name) => ({
      path: ['match', name],
      message: `there is no attribute '${name}': allowed are ${attributes.join(', ')}`,
    })),
    ...taken.map((name) => ({
      path: ['browses', name],
      message: `'${name}' is taken by a layer of footprints: choose another name`,
    })),
  ];
}
