import { describe, expect, it } from 'vitest';
import { formatArea, openSearchArea, parseArea, stacArea } from './search-area.ts';
import type { SearchArea } from './search-area.ts';

const box: SearchArea = { kind: 'box', box: { west: 170, south: -20, east: -170, north: 10.5 } };
const polygon: SearchArea = {
  kind: 'polygon',
  ring: [
    [10, 46],
    [12.25, 46],
    [11, 47.123456],
  ],
};

describe('parseArea', () => {
  it('reads back what was formatted', () => {
    expect(parseArea(formatArea(box))).toEqual(box);
    expect(formatArea(parseArea(formatArea(polygon))!)).toBe('10 46,12.25 46,11 47.12346');
  });

  it.each(['', 'here', '1,2,3', '1,2,3,4,5', '0,50,10,40', '0,0,10,95', '10 46,12 46', '10 46,12 46,190 46'])(
    'ignores %j',
    (text) => expect(parseArea(text)).toBeUndefined(),
  );
});

it('is a bbox, or a closed polygon as WKT and GeoJSON', () => {
  expect([openSearchArea(box), stacArea(box)]).toEqual(['bbox=170,-20,-170,10.5', 'bbox=170,-20,-170,10.5']);
  expect(decodeURIComponent(openSearchArea(polygon))).toBe(
    'geom=POLYGON((10 46,12.25 46,11 47.12346,10 46))',
  );
  expect(decodeURIComponent(stacArea(polygon))).toBe(
    'intersects={"type":"Polygon","coordinates":[[[10,46],[12.25,46],[11,47.12346],[10,46]]]}',
  );
});
