import { describe, expect, it } from 'vitest';
import { formatUrlState, NO_CHOICE, parseUrlState } from './url-state.ts';

const everything = {
  center: [16.373, -48.208],
  zoom: 11.5,
  time: { startMs: Date.UTC(2018, 5, 1), endMs: Date.UTC(2018, 6, 1) - 1 },
  collection: 'VHR & more',
  product: 'urn:x/1#2',
  alone: true,
  layers: [
    { id: 'VHR', opacity: 1 },
    { id: 'VHR__true', opacity: 0.6 },
  ],
  projection: 'arctic',
  compare: { layer: 'VHR', time: undefined, divider: 0.25 },
  everywhere: true,
  drawn: { kind: 'box', box: { west: 5, south: 45, east: 15, north: 50 } },
  filter: { maxCloudCover: 20, platform: 'PHR 1A', where: ['orbitNumber>=5000', 'snow=1&2'] },
  order: 'clearest',
} as const;

const nothing = {
  center: undefined,
  zoom: undefined,
  time: undefined,
  collection: undefined,
  product: undefined,
  alone: false,
  layers: undefined,
  projection: 'mercator',
  compare: undefined,
  everywhere: false,
  drawn: undefined,
  filter: NO_CHOICE,
  order: 'newest',
} as const;

describe('formatUrlState', () => {
  it('says zoom, latitude and longitude, and dates', () => {
    expect(formatUrlState(everything)).toBe(
      '#map=11.50/-48.20800/16.37300&view=arctic&time=2018-06-01--2018-06-30&collection=VHR%20%26%20more' +
        '&product=urn%3Ax%2F1%232&alone=yes&layers=VHR,VHR__true~60&compare=0.25/all/VHR&area=everywhere' +
        '&drawn=5%2C45%2C15%2C50&clouds=20&platform=PHR%201A&where=orbitNumber%3E%3D5000&where=snow%3D1%262&order=clearest',
    );
  });

  it('is empty where nothing differs from the settings', () => {
    expect(formatUrlState(nothing)).toBe('');
  });
});

describe('parseUrlState', () => {
  it('reads back what was formatted', () => {
    expect(parseUrlState(formatUrlState(everything))).toEqual(everything);
  });

  it('keeps apart that no layer is visible and that none is named', () => {
    expect(parseUrlState(formatUrlState({ ...nothing, layers: [] })).layers).toEqual([]);
    expect(parseUrlState('#').layers).toBeUndefined();
  });

  it.each([
    '',
    '#',
    '#map=1',
    '#map=a/b/c',
    '#map=5/95/0',
    '#map=//',
    '#time=later',
    '#clouds=101&order=best&drawn=1,2&view=side&compare=2/all/A',
    '#compare=0.5/June/A',
    '#collection=',
    '#%E0%A4%A',
  ])('ignores what it cannot read in %j', (hash) => expect(parseUrlState(hash)).toEqual(nothing));
});
