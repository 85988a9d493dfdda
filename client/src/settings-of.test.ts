import { loadStack } from '@pvs/core/config/load-stack';
import { expect, it } from 'vitest';
import { settingsOf } from './settings-of.ts';

it('offers the collections and layers of the shipped stack with short titles', async () => {
  const stack = await loadStack({ PVS_STACK: 'vhr18' });
  const settings = settingsOf(stack);
  expect(settings).toMatchObject({
    stack: 'vhr18',
    title: stack.title,
    tileMatrixSet: 'WebMercatorQuad',
    minZoom: 0,
  });
  expect(settings.map).toEqual({ center: stack.client.center, zoom: stack.client.zoom });
  const collection = 'VHR_IMAGE_2018';
  expect(settings.layers).toEqual([
    { id: collection, title: 'Images', kind: 'picture', collection },
    { id: `${collection}__false-color`, title: 'Near infrared, red, green', kind: 'picture', collection },
    { id: `${collection}__outlines`, title: 'outlines', kind: 'outlines', collection },
    { id: `${collection}__outlined`, title: 'pictures with outlines', kind: 'outlined', collection },
    { id: `${collection}__clouds`, title: 'clouds', kind: 'mask', collection },
    { id: `${collection}__masked_clouds`, title: 'clouds', kind: 'masked', collection },
    { id: `${collection}__heatmap`, title: 'number of products', kind: 'heatmap', collection },
  ]);
});
