import type { Coverage, MetadataDocument } from '@pvs/core/catalogue/product';
import { parseSidecar } from '@pvs/core/catalogue/sidecar';
import { invalidInput } from '@pvs/core/errors';
import { readMetadata } from '@pvs/core/formats/read-metadata';
import type { Step } from '@pvs/core/queue/stage';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import type { RegistrarContext } from '../registrar-context.ts';
import type { Registration } from '../registration.ts';

const SIDECAR = '.coverages.json';
const MAX_DOCUMENT_BYTES = 16 * 1024 ** 2;

/** Finds a product's metadata document and the description of its coverages below the prefix. */
export const readObjects = ({ store }: RegistrarContext): Step<Registration> => ({
  name: 'read',
  async run({ message: { prefix } }) {
    const keys: string[] = [];
    for await (const { key } of store.list(`${prefix}/`)) {
      // Another product may lie further down.
      if (!key.slice(prefix.length + 1).includes('/')) keys.push(key);
    }
    if (keys.length === 0) {
      throw invalidInput(`there are no objects below '${prefix}/' in ${store.url}`, {
        code: 'ObjectsMissing',
        detail: { prefix },
      });
    }
    const sidecars = keys.filter((key) => key.endsWith(SIDECAR));
    if (sidecars.length !== 1) {
      throw invalidInput(
        `expected one *${SIDECAR} below '${prefix}/', found ${sidecars.length}: was it preprocessed?`,
        {
          code: 'CoveragesMissing',
          detail: { prefix, found: keys.slice(0, 20) },
        },
      );
    }
    const sidecar = sidecars[0]!;
    const listed = parseSidecar(await readWhole(store, sidecar), sidecar);
    const { coverages, masks, quicklook, report = `${sidecar.slice(0, -SIDECAR.length)}.xml` } = listed;
    const { document, metadata } = await readDocument(store, report);
    for (const coverage of coverages) await checkCoverage(store, coverage);
    return { coverages, masks, ...(quicklook ? { quicklook } : {}), documents: [document], metadata };
  },
});

async function readDocument(store: ObjectStore, key: string) {
  const { format, metadata } = readMetadata(await readWhole(store, key), key);
  const document: MetadataDocument = { format: format.name, objectKey: key };
  return { document, metadata };
}

/** A product whose raster is not there would make every map around it fail. */
async function checkCoverage(store: ObjectStore, { identifier, objectKey }: Coverage): Promise<void> {
  if (await store.stat(objectKey)) return;
  throw invalidInput(`the raster '${objectKey}' of coverage '${identifier}' is not in ${store.url}`, {
    code: 'CoverageMissing',
    detail: { key: objectKey },
  });
}

async function readWhole(store: ObjectStore, key: string): Promise<Buffer> {
  const bytes = await store.readRange(key, 0, MAX_DOCUMENT_BYTES + 1);
  if (bytes.length <= MAX_DOCUMENT_BYTES) return bytes;
  throw invalidInput(`${key} is larger than the ${MAX_DOCUMENT_BYTES} bytes allowed for metadata`, {
    code: 'MetadataTooLarge',
  });
}
