import type OlMap from 'ol/Map.js';
import type VectorLayer from 'ol/layer/Vector.js';

export interface PointerListener {
  readonly onHover: (identifier: string | undefined) => void;
  readonly onPick: (identifier: string | undefined) => void;
  /** Where the pointer rests or has clicked, in the map's CRS; undefined when it has left. */
  readonly onPlace: (position: readonly number[] | undefined) => void;
}

/** A pointer that stays this long is meant to. */
const restMs = 150;

/** Tells which footprint the pointer is on; clicking again at one place goes through those that lie there. */
export function watchPointer(
  map: OlMap,
  layer: VectorLayer,
  { onHover, onPick, onPlace }: PointerListener,
): void {
  const viewport = map.getViewport();
  let hovered: string | undefined;
  let picked: string | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  const idsAt = (pixel: number[], hitTolerance: number) =>
    map
      .getFeaturesAtPixel(pixel, { layerFilter: (other) => other === layer, hitTolerance })
      .flatMap((feature) => {
        const id = feature.getId();
        return id === undefined ? [] : [String(id)];
      });
  const hover = (identifier: string | undefined) => {
    if (identifier === hovered) return;
    hovered = identifier;
    if (viewport) viewport.style.cursor = identifier === undefined ? '' : 'pointer';
    onHover(identifier);
  };
  map.on('pointermove', (event) => {
    clearTimeout(resting);
    if (event.dragging) return;
    hover(idsAt(event.pixel, 3)[0]);
    resting = setTimeout(() => onPlace(event.coordinate), restMs);
  });
  viewport?.addEventListener('pointerleave', () => {
    clearTimeout(resting);
    hover(undefined);
    onPlace(undefined);
  });
  map.on('click', (event) => {
    onPlace(event.coordinate);
    const ids = [...new Set(idsAt(event.pixel, 6))].sort();
    picked = ids[(ids.indexOf(picked ?? '') + 1) % Math.max(1, ids.length)];
    onPick(picked);
  });
}
