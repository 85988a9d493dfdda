import type { ClientCollection, ClientLayer } from '../../client-settings.ts';

/**
 * The pictures that WMTS capabilities announce beside the configured layers: those that products have of themselves,
 * such as true colour or NDVI, which only the catalogue knows.
 */
export function readAnnouncedPictures(
  capabilities: Document,
  collections: readonly ClientCollection[],
  known: readonly Pick<ClientLayer, 'id'>[],
): ClientLayer[] {
  const ids = new Set(known.map(({ id }) => id));
  return [...capabilities.getElementsByTagNameNS('*', 'Layer')].flatMap((layer) => {
    const [id, title] = ['Identifier', 'Title'].map((name) => childText(layer, name));
    const collection = collections.find((each) => id?.startsWith(`${each.id}__`));
    if (!id || !collection || ids.has(id)) return [];
    const prefix = `${collection.title} – `;
    const short = title?.startsWith(prefix) ? title.slice(prefix.length) : title;
    return [{ id, title: short || id, kind: 'picture', collection: collection.id } as const];
  });
}

/** Of a child, not of a descendant: styles have titles as well. */
const childText = (element: Element, name: string) =>
  [...element.children].find((child) => child.localName === name)?.textContent?.trim();
