/** A layer on the map. */
export interface ShownLayer {
  readonly id: string;
  /** From 0 to 1. */
  readonly opacity: number;
}

/** Puts the layer on top of the others, or takes it away. Lists go from bottom to top. */
export function toggleLayer(shown: readonly ShownLayer[], id: string, visible: boolean): ShownLayer[] {
  const others = shown.filter((layer) => layer.id !== id);
  return visible ? [...others, { id, opacity: 1 }] : others;
}

export const fadeLayer = (shown: readonly ShownLayer[], id: string, opacity: number): ShownLayer[] =>
  shown.map((layer) => (layer.id === id ? { id, opacity } : layer));

/** Moves the layer up (1) or down (-1) by one; at the end it stays. */
export function moveLayer(shown: readonly ShownLayer[], id: string, by: 1 | -1): ShownLayer[] {
  const from = shown.findIndex((layer) => layer.id === id);
  const [moved, other] = [shown[from], shown[from + by]];
  if (!moved || !other) return [...shown];
  return shown.map((layer) => (layer === moved ? other : layer === other ? moved : layer));
}

/** As in the page's URL: ids from bottom to top, with `~` and per cent where a layer is not opaque. */
export const formatLayers = (shown: readonly ShownLayer[]): string =>
  shown
    .map(({ id, opacity }) => {
      const percent = Math.round(opacity * 100);
      return encodeURIComponent(id) + (percent === 100 ? '' : `~${percent}`);
    })
    .join(',');

/** Reads {@link formatLayers}, whose escapes are resolved already. */
export function parseLayers(text: string): ShownLayer[] {
  const layers = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [, id = part, percent = '100'] = /^(.+)~(\d{1,2})$/.exec(part) ?? [];
      return { id, opacity: Number(percent) / 100 };
    });
  return layers.filter(({ id }, index) => layers.findIndex((layer) => layer.id === id) === index);
}
