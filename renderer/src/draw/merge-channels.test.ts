import { expect, it } from 'vitest';
import { mergeChannels } from './merge-channels.ts';
import type { MapPicture } from './map-picture.ts';

const picture = (...rgba: number[]): MapPicture => ({
  widthPx: rgba.length / 4,
  heightPx: 1,
  rgba: Uint8Array.from(rgba),
});
const grey = (...values: (number | undefined)[]) =>
  picture(...values.flatMap((value) => (value === undefined ? [0, 0, 0, 0] : [value, value, value, 255])));

it('three grey pictures are the colours of one, and are nowhere where one of them is not', () => {
  const drawn = picture(0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 255);
  mergeChannels(drawn, [grey(10, 10, 10), grey(20, undefined, 20), grey(30, 30, 30)]);
  expect([...drawn.rgba]).toEqual([10, 20, 30, 255, 0, 0, 0, 0, 9, 9, 9, 255]);
});
