import type { CacheSize, KeptZoom } from '@pvs/core/observe/cache-size';
import { xml } from '@pvs/core/xml/xml-template';
import type { PageContext } from '../ops-view.ts';
import type { KeptTiles } from '../views/cache.ts';
import { byteSize } from './byte-size.ts';
import { relativeTime } from './time-ago.ts';

/** How much of each collection is kept, down to single zooms. */
export function cachePage({ size, maxBytes }: KeptTiles, page: PageContext) {
  if (size === null)
    return xml`<h1>Cache</h1><p class="note">No cache has counted its tiles yet: it does so soon after its start, and then every ten minutes.</p>`;
  const collections = [...Map.groupBy(size.zooms, ({ collection }) => collection)];
  return [
    xml`<h1>Cache</h1>${summary(size, maxBytes, page)}`,
    collections.length === 0
      ? xml`<p class="note">No tile is kept.</p>`
      : collections.map(([name, zooms]) => collectionCard(name, zooms, size)),
  ];
}

function summary({ tiles, sizeBytes, at }: CacheSize, maxBytes: number | null, { nowMs }: PageContext) {
  const share = maxBytes === null ? undefined : Math.round((sizeBytes / maxBytes) * 100);
  const limit =
    maxBytes === null
      ? xml`No limit is set (<code>cache.maxBytes</code>).`
      : xml`${share} % of the ${byteSize(maxBytes)} at which the tiles not used for longest go.`;
  return xml`<p class="note">${number(tiles)} tiles, ${byteSize(sizeBytes)}, counted ${relativeTime(at, nowMs)}. ${limit}</p>${share !== undefined && xml`<progress max="100" value="${share}" aria-label="share of the limit"></progress>`}`;
}

function collectionCard(name: string, zooms: readonly KeptZoom[], whole: CacheSize) {
  const { tiles, sizeBytes } = sumOf(zooms);
  const share = whole.sizeBytes === 0 ? 0 : Math.round((sizeBytes / whole.sizeBytes) * 100);
  const sets = [...Map.groupBy(zooms, ({ tileMatrixSet }) => tileMatrixSet)];
  return xml`<section class="card"><h2>${name}<span class="aside">${number(tiles)} tiles, ${byteSize(sizeBytes)}, ${share} %</span></h2>${sets.map(
    ([set, of]) =>
      xml`<details><summary>${set}, ${number(sumOf(of).tiles)} tiles, ${byteSize(sumOf(of).sizeBytes)}</summary><table><thead><tr><th>Zoom</th><th class="n">Tiles</th><th class="n">Size</th></tr></thead><tbody>${of.map(zoomRow)}</tbody></table></details>`,
  )}</section>`;
}

const zoomRow = ({ zoom, tiles, sizeBytes }: KeptZoom) =>
  xml`<tr><td>${zoom}</td><td class="n">${number(tiles)}</td><td class="n">${byteSize(sizeBytes)}</td></tr>`;

const sumOf = (zooms: readonly KeptZoom[]) => ({
  tiles: zooms.reduce((sum, zoom) => sum + zoom.tiles, 0),
  sizeBytes: zooms.reduce((sum, zoom) => sum + zoom.sizeBytes, 0),
});

const number = (value: number) => value.toLocaleString('en-GB');
