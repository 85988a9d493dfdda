import type { GeoBox } from './geo-box.ts';
import type { SearchArea } from './search-area.ts';

/** The box around an area. */
export function areaBox(area: SearchArea): GeoBox {
  if (area.kind === 'box') return area.box;
  const [lons, lats] = [area.ring.map(([lon]) => lon), area.ring.map(([, lat]) => lat)];
  return {
    west: Math.min(...lons),
    south: Math.min(...lats),
    east: Math.max(...lons),
    north: Math.max(...lats),
  };
}
