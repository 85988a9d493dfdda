import { keepObjects } from '@pvs/core/catalogue/discarded-objects';
import type { MetadataDocument } from '@pvs/core/catalogue/product';
import { parseSidecar, type Sidecar } from '@pvs/core/catalogue/sidecar';
import { invalidInput } from '@pvs/core/errors';
import { readMetadata } from '@pvs/core/formats/read-metadata';
import type { Step } from '@pvs/core/queue/stage';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { outputsOf } from '../objects/outputs-of.ts';
import { readWhole } from '../objects/read-whole.ts';
import type { RegistrarContext } from '../registrar-context.ts';
import type { Registration } from '../registration.ts';

/** How long objects that were about to be removed are kept for this registration to be written, seconds. */
const KEEP_S = 600;

/** Reads a product's list of objects and its metadata document. */
export const readObjects = ({ store, db }: RegistrarContext): Step<Registration> => ({
  name: 'read',
  applies: ({ found }) => found?.kind === 'objects',
  async run({ message: { prefix }, found }) {
    const key = found?.kind === 'objects' ? found.sidecar : '';
    const sidecar = parseSidecar(await readWhole(store, key), key);
    const {
      coverages,
      masks,
      quicklook,
      footprint,
      report = key.replace(/\.coverages\.json$/, '.xml'),
    } = sidecar;
    const outputs = outputsOf(prefix, key, sidecar);
    // Before looking whether they are there: what is there then stays.
    await keepObjects(db, outputs, KEEP_S);
    const { document, metadata } = await readDocument(store, report);
    await checkObjects(store, sidecar);
    const documents = [document];
    return {
      ...{ coverages, masks, documents, metadata, outputs },
      ...(quicklook ? { quicklook } : {}),
      ...(footprint ? { traced: footprint } : {}),
    };
  },
});

async function readDocument(store: ObjectStore, key: string) {
  const { format, metadata } = readMetadata(await readWhole(store, key), key);
  const document: MetadataDocument = { format: format.name, objectKey: key };
  return { document, metadata };
}

/** A product whose raster is not there would make every map around it fail. */
async function checkObjects(store: ObjectStore, { coverages, masks }: Sidecar): Promise<void> {
  const rasters = [
    ...coverages.map((coverage) => ({ ...coverage, what: 'coverage' })),
    ...masks.map((mask) => ({ ...mask, what: 'mask' })),
  ];
  const found = await Promise.all(rasters.map(({ objectKey }) => store.stat(objectKey)));
  const missing = rasters.find((_, i) => !found[i]);
  if (!missing) return;
  const { objectKey, what, identifier } = missing;
  throw invalidInput(`the raster '${objectKey}' of ${what} '${identifier}' is not in ${store.url}`, {
    code: 'CoverageMissing',
    detail: { key: objectKey },
  });
}
