import { expect, it } from 'vitest';
import type { ClientSettings } from '../../client-settings.ts';
import { readSettings } from './load-settings.ts';

const settings: ClientSettings = {
  stack: 'vhr18',
  title: 'VHR 2018',
  abstract: 'Very high resolution images',
  collections: [{ id: 'VHR', title: 'VHR', abstract: '' }],
  layers: [{ id: 'VHR__outlines', title: 'Outlines', kind: 'outlines', collection: 'VHR' }],
  map: { center: [16, 48], zoom: 6 },
  tileMatrixSet: 'WebMercatorQuad',
  minZoom: 0,
  maxZoom: 18,
  signIn: true,
  user: 'eva',
};

it('takes a whole document as it is', () => {
  expect(readSettings(settings)).toEqual(settings);
});

it.each([null, [], {}])('fills everything for %j', (document) => {
  expect(readSettings(document)).toMatchObject({
    title: 'PRISM View Server',
    collections: [],
    layers: [],
    maxZoom: 18,
  });
});

it('names collections and layers by their id, and leaves out those without one', () => {
  const read = readSettings({ collections: [{ id: 'A' }, { title: 'none' }], layers: [{ id: 'A__ndvi' }] });
  expect(read.collections).toEqual([{ id: 'A', title: 'A', abstract: '' }]);
  expect(read.layers).toEqual([{ id: 'A__ndvi', title: 'A__ndvi', kind: 'picture', collection: 'A' }]);
});
