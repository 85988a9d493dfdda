import { invalidInput } from '@pvs/core/errors';
import { isJsonObject, jsonObjectAt, jsonTextAt, type JsonObject } from '@pvs/core/json/json-value';
import { parseJson } from '@pvs/core/json/parse-json';
import { itemOf } from '@pvs/core/formats/stac-item';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { readWhole } from '../objects/read-whole.ts';

/** A JSON document of a STAC catalogue, as what it says it is. */
export interface StacDocument {
  readonly kind: 'stac-item' | 'stac-catalogue';
  /** Its object. */
  readonly key: string;
  readonly json: JsonObject;
  readonly bytes: Buffer;
}

/**
 * Reads an item, a catalogue or a collection from storage.
 * @throws InvalidInput `InvalidJson`, or `NotStac` for other JSON
 */
export async function openStacDocument(store: ObjectStore, key: string): Promise<StacDocument> {
  const bytes = await readWhole(store, key);
  const json = parseJson(bytes);
  if (itemOf({ kind: 'json', root: json }))
    return { kind: 'stac-item', key, json: json as JsonObject, bytes };
  const type = jsonTextAt(json, 'type');
  // Up to version 0.9 catalogues and collections did not say what they are.
  const isCatalogue =
    type === 'Catalog' ||
    type === 'Collection' ||
    (type === undefined && jsonTextAt(json, 'stac_version') !== undefined && !jsonObjectAt(json, 'assets'));
  if (isCatalogue && isJsonObject(json)) return { kind: 'stac-catalogue', key, json, bytes };
  throw invalidInput(
    `${key} is JSON of type '${type ?? '(none)'}': expected a STAC Feature, Catalog or Collection`,
    { code: 'NotStac', detail: { key } },
  );
}
