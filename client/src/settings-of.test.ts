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
  expect(settings.layers).toEqual([
    { id: 'VHR_IMAGE_2018', title: 'Images', collection: 'VHR_IMAGE_2018' },
    { id: 'VHR_IMAGE_2018__false-color', title: 'Near infrared, red, green', collection: 'VHR_IMAGE_2018' },
    { id: 'VHR_IMAGE_2018__outlines', title: 'Outlines', collection: 'VHR_IMAGE_2018' },
    { id: 'VHR_IMAGE_2018__outlined', title: 'Images with outlines', collection: 'VHR_IMAGE_2018' },
    { id: 'VHR_IMAGE_2018__clouds', title: 'Mask: clouds', collection: 'VHR_IMAGE_2018' },
    {
      id: 'VHR_IMAGE_2018__masked_clouds',
      title: 'Images without what the mask clouds hides',
      collection: 'VHR_IMAGE_2018',
    },
    { id: 'VHR_IMAGE_2018__heatmap', title: 'Number of products', collection: 'VHR_IMAGE_2018' },
  ]);
});
