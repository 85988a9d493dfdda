import { expect, it } from 'vitest';
import { gdalFile } from './gdal-file.ts';
import { qgisFile } from './qgis-file.ts';
import { snippets } from './snippets.ts';

const layer = {
  title: 'Alps <2018> & more',
  url: 'http://host/cache/tiles/A/WebMercatorQuad/{z}/{x}/{y}.png?time=2018&style="x"',
  minZoom: 0,
  maxZoom: 16,
};

it('the file for GDAL has its own placeholders, and nothing that XML would read', () => {
  const file = gdalFile(layer);
  expect(file).toContain('/${z}/${x}/${y}.png?time=2018&#38;style=&#34;x&#34;</ServerUrl>');
  expect(file).toContain('<TileLevel>16</TileLevel>');
});

it('the file for QGIS names layer and tiles, the address in one piece', () => {
  const file = qgisFile(layer);
  expect(file).toContain('<layername>Alps &#60;2018&#62; &#38; more</layername>');
  expect(file).toContain('type=xyz&#38;url=http%3A%2F%2Fhost%2Fcache');
  expect(file).toContain('%7Bz%7D');
});

it.each(Object.keys(snippets))('%s gets the address as a literal', (name) => {
  expect(snippets[name]!(layer)).toContain(JSON.stringify(layer.url));
});
