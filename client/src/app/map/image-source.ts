import TileWMS from 'ol/source/TileWMS.js';
import XYZ from 'ol/source/XYZ.js';
import { formatInterval } from '../time/time-interval.ts';
import type { ImageLayer, TileRange } from './image-layers.ts';
import { mapProjections } from './map-projection.ts';
import type { ProjectionName } from './map-projection.ts';
import { tileUrlTemplate } from './tile-url.ts';

/** Where a layer's pictures come from: ready-made tiles in Web Mercator, else maps that the cache puts together. */
export type ImageSource = XYZ | TileWMS;

export function createImageSource(projection: ProjectionName, range: TileRange): ImageSource {
  if (projection === 'mercator') return new XYZ({ ...range, transition: 200 });
  const { crs } = mapProjections[projection];
  return new TileWMS({ url: './cache/ows', projection: crs, transition: 200, params: { LAYERS: '' } });
}

/** Has the source show the layer at its time; tiles stay where that is what it shows already. */
export function aimSource(source: ImageSource, { id, time }: Pick<ImageLayer, 'id' | 'time'>): void {
  if (source instanceof XYZ) {
    const url = tileUrlTemplate(id, time);
    if (source.getUrls()?.[0] !== url) source.setUrl(url);
    return;
  }
  const wanted = { LAYERS: id, TIME: time ? formatInterval(time).replace('--', '/') : undefined };
  const { LAYERS, TIME } = source.getParams() as Partial<typeof wanted>;
  if (LAYERS !== wanted.LAYERS || TIME !== wanted.TIME) source.updateParams(wanted);
}
