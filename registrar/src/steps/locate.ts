import { invalidInput } from '@pvs/core/errors';
import type { Step } from '@pvs/core/queue/stage';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { isCoveragesKey } from '@pvs/core/storage/product-keys';
import type { RegistrarContext } from '../registrar-context.ts';
import type { Found, Registration } from '../registration.ts';
import { openStacDocument } from '../stac/open-stac-document.ts';

/** Objects looked at below one prefix: a product has some dozens, and deeper ones are not its own. */
const MOST_OBJECTS = 20_000;
/** What a directory of a STAC catalogue is known by. */
const STAC_ROOTS = ['catalog.json', 'collection.json'];

/** Finds out what a message names: a product's objects, a STAC item, or a catalogue of them. */
export const locate = ({ store }: RegistrarContext): Step<Registration> => ({
  name: 'locate',
  run: async ({ message: { prefix } }) => ({ found: await find(store, prefix) }),
});

async function find(store: ObjectStore, prefix: string): Promise<Found> {
  if (/\.json$/i.test(prefix)) return openStacDocument(store, prefix);
  const names = await namesBelow(store, `${prefix}/`);
  const sidecars = names.filter(isCoveragesKey);
  if (sidecars.length === 1) return { kind: 'objects', sidecar: `${prefix}/${sidecars[0]!}` };
  const root = STAC_ROOTS.find((name) => names.includes(name)) ?? onlyJson(names);
  if (sidecars.length === 0 && root !== undefined) return openStacDocument(store, `${prefix}/${root}`);
  throw names.length === 0 ? nothingThere(store, prefix) : unclear(prefix, names, sidecars.length);
}

/** Of what lies right below a prefix; another product may lie further down. */
async function namesBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  const names: string[] = [];
  let looked = 0;
  for await (const { key } of store.list(prefix)) {
    const name = key.slice(prefix.length);
    if (!name.includes('/')) names.push(name);
    looked += 1;
    if (looked === MOST_OBJECTS) break;
  }
  for (const root of looked === MOST_OBJECTS ? STAC_ROOTS : [])
    if (!names.includes(root) && (await store.stat(prefix + root))) names.push(root);
  return names;
}

/** A directory of one item. */
function onlyJson(names: readonly string[]): string | undefined {
  const documents = names.filter((name) => /\.json$/i.test(name));
  return documents.length === 1 ? documents[0] : undefined;
}

const nothingThere = (store: ObjectStore, prefix: string) =>
  invalidInput(`there are no objects below '${prefix}/' in ${store.url}`, {
    code: 'ObjectsMissing',
    detail: { prefix },
  });

const unclear = (prefix: string, names: readonly string[], sidecars: number) =>
  invalidInput(
    `expected one *.coverages.json below '${prefix}/', found ${sidecars}: was it preprocessed? A STAC catalogue is known by its ${STAC_ROOTS.join(' or ')}, an item by being the only *.json`,
    { code: 'CoveragesMissing', detail: { prefix, found: names.slice(0, 20) } },
  );
