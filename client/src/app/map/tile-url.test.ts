import { expect, it } from 'vitest';
import { tileUrlTemplate } from './tile-url.ts';

it('names layer and time relative to the page', () => {
  const time = { startMs: Date.UTC(2018, 5, 30), endMs: Date.UTC(2018, 6, 2) - 1 };
  expect(tileUrlTemplate('VHR__outlines', time)).toBe(
    './cache/tiles/VHR__outlines/WebMercatorQuad/{z}/{x}/{y}.png?time=2018-06-30--2018-07-01',
  );
});

it('leaves the time out for all times and escapes what would be part of the path or the template', () => {
  expect(tileUrlTemplate('urn:a/{z}', undefined)).toBe(
    './cache/tiles/urn%3Aa%2F%7Bz%7D/WebMercatorQuad/{z}/{x}/{y}.png',
  );
});
