import type { ClientCollection, ClientLayer, ClientSettings, LayerShows } from '../../client-settings.ts';
import { fetchJson } from '../search/fetch-json.ts';
import { isRecord } from '../search/product.ts';

/** The stack's settings for the page. Throws `RequestProblem`. */
export async function loadSettings(): Promise<ClientSettings> {
  return readSettings(await fetchJson('./client/config.json'));
}

/** Fills what a settings document leaves out, so that the page works with less than it hopes for. */
export function readSettings(document: unknown): ClientSettings {
  const body = isRecord(document) ? document : {};
  const map = isRecord(body['map']) ? body['map'] : {};
  const stack = text(body['stack'], '');
  return {
    stack,
    title: text(body['title'], stack || 'PRISM View Server'),
    abstract: text(body['abstract'], ''),
    collections: records(body['collections']).map(readCollection),
    layers: records(body['layers']).map(readLayer),
    map: { center: readCenter(map['center']), zoom: count(map['zoom'], 3) },
    tileMatrixSet: 'WebMercatorQuad',
    minZoom: count(body['minZoom'], 0),
    maxZoom: count(body['maxZoom'], 18),
    signIn: body['signIn'] === true,
    user: text(body['user'], '') || undefined,
  };
}

function readCollection(item: Record<string, unknown>): ClientCollection {
  const id = text(item['id'], '');
  return { id, title: text(item['title'], id), abstract: text(item['abstract'], '') };
}

function readLayer(item: Record<string, unknown>): ClientLayer {
  const id = text(item['id'], '');
  return {
    id,
    title: text(item['title'], id),
    kind: layerKinds.find((kind) => kind === item['kind']) ?? 'picture',
    collection: text(item['collection'], id.split('__', 1)[0] ?? id),
  };
}

function readCenter(value: unknown): readonly [number, number] {
  const [lon, lat] = Array.isArray(value) ? value : [];
  return typeof lon === 'number' && typeof lat === 'number' ? [lon, lat] : [10, 30];
}

const layerKinds: readonly LayerShows[] = ['picture', 'outlines', 'outlined', 'mask', 'masked', 'heatmap'];
const records = (value: unknown) =>
  Array.isArray(value) ? value.filter(isRecord).filter((item) => text(item['id'], '') !== '') : [];
const text = (value: unknown, otherwise: string) =>
  typeof value === 'string' && value !== '' ? value : otherwise;
const count = (value: unknown, otherwise: number) =>
  typeof value === 'number' && value >= 0 && value <= 30 ? value : otherwise;
