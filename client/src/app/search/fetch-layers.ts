import type { ClientCollection, ClientLayer } from '../../client-settings.ts';
import { session } from '../access/session.ts';
import { readAnnouncedPictures } from './read-layers.ts';

/** Pictures of products' own, which only capabilities tell; none where they do not come: the others are there. */
export async function fetchAnnouncedPictures(
  collections: readonly ClientCollection[],
  known: readonly ClientLayer[],
): Promise<ClientLayer[]> {
  const response = await session.fetch('./cache/ows/wmts/1.0.0/WMTSCapabilities.xml').catch(() => undefined);
  if (!response?.ok) return [];
  const document = new DOMParser().parseFromString(await response.text(), 'text/xml');
  return readAnnouncedPictures(document, collections, known);
}
