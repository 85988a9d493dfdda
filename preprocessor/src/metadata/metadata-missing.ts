import { invalidInput, type PvsError } from '@pvs/core/errors';
import { METADATA_FORMATS } from '@pvs/core/formats/index';
import type { ReadDocument } from './read-documents.ts';

/** Kinds of metadata that are recognised by name but not read. */
const OTHERS: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /(^|\/)manifest\.safe$/i, what: 'a SAFE package of another mission' },
  { pattern: /_MTL\.(txt|xml|json)$/i, what: 'a Landsat package of another collection than 2' },
  { pattern: /(^|\/)(catalog|collection)\.json$/i, what: 'a STAC catalogue or collection: give its items' },
  { pattern: /\.(imd|til|pvl)$/i, what: 'a Maxar package with IMD metadata' },
];

/** An `InvalidInput` `MetadataMissing`: what the package has instead, and what could be read. */
export function metadataMissing(files: Iterable<string>, documents: readonly ReadDocument[]): PvsError {
  const names = [...files];
  const others = OTHERS.flatMap(({ pattern, what }) => {
    const found = names.find((name) => pattern.test(name));
    return found === undefined ? [] : [`${found} (${what})`];
  });
  const read = documents.map(({ file }) => file);
  const found = others.length > 0 ? others : read.length > 0 ? read : names;
  const shown = found.slice(0, 5).join(', ') + (found.length > 5 ? ` and ${found.length - 5} more` : '');
  const formats = METADATA_FORMATS.map(({ name, title }) => `${name} (${title})`).join(', ');
  return invalidInput(
    `no metadata in a known format: the package holds ${shown || 'no file at all'}; known formats are ${formats}; nor do the tags of a raster say when it was sensed, which a message in preprocess-md_queue may: {"path": …, "identifier": …, "beginTime": …}`,
    {
      code: 'MetadataMissing',
      detail: { files: names.slice(0, 20), formats: METADATA_FORMATS.map((f) => f.name) },
    },
  );
}
