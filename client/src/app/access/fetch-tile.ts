import type Tile from 'ol/Tile.js';
import ImageTile from 'ol/ImageTile.js';
import TileState from 'ol/TileState.js';
import { session } from './session.ts';

/** Loads a tile of the map as OpenLayers does by itself, but before what browsers take for more urgent than pictures. */
export function loadTile(tile: Tile, address: string): void {
  const image = tile instanceof ImageTile ? tile.getImage() : undefined;
  if (!(image instanceof HTMLImageElement)) return;
  image.fetchPriority = 'high';
  image.src = address;
}

/** Loads a tile of the map with the token, as OpenLayers' tile load functions do it. */
export function fetchTile(tile: Tile, address: string): void {
  if (tile instanceof ImageTile) void load(tile, address);
}

async function load(tile: ImageTile, address: string): Promise<void> {
  try {
    const response = await session.fetch(address);
    const image = tile.getImage();
    if (!response.ok || !(image instanceof HTMLImageElement)) throw new Error(`status ${response.status}`);
    const url = URL.createObjectURL(await response.blob());
    for (const type of ['load', 'error'])
      image.addEventListener(type, () => URL.revokeObjectURL(url), { once: true });
    image.src = url;
  } catch {
    tile.setState(TileState.ERROR);
  }
}
