import { describe, expect, test } from 'vitest';
import { FootprintIndex } from '../catalogue/footprint-index.ts';
import { parseStack } from '../config/load-stack.ts';
import { advertisedLayers, drawingRulesOf, findLayer, productsOf, requireLayer } from './layer.ts';

const yaml = (changes: Record<string, string> = {}) => `
stack: s
title: t
abstract: ${changes['abstract'] ?? 'a'}
collections: [{ id: VHR, title: Very high }, { id: OTHER }]
cache: { metatile: ${changes['metatile'] ?? '4'} }
productTypes:
  - id: ms
    collection: VHR
    match: { platform: ${changes['platform'] ?? 'PHR'} }
    ${changes['resampling'] ?? ''}
    browses:
      default: { channels: [{ band: 1 }] }
      infrared: { title: ${changes['title'] ?? 'Infrared'}, channels: [{ band: ${changes['band'] ?? '4'} }] }
  - { id: pan, collection: VHR, browses: { infrared: { channels: [{ band: 1 }] }, grey: { channels: [{ band: 1 }] } } }
  - { id: sar, collection: OTHER, browses: { grey: { title: Backscatter, channels: [{ band: 1 }] } } }
`;
const stackOf = (changes: Record<string, string> = {}) => parseStack(yaml(changes), 'test.yml');
const stack = stackOf();

function indexOf(...identifiers: string[]): FootprintIndex {
  const index = new FootprintIndex();
  const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
  index.apply(
    identifiers.map((identifier, i) => ({
      kind: 'registered',
      identifier,
      revision: i + 1,
      product: { identifier, collection: 'VHR', revision: i + 1, boxes: [box], beginMs: 100, endMs: 200 },
    })),
  );
  return index;
}

test('each collection’s layers are advertised under names of their own, by which they are found', () => {
  const layers = advertisedLayers(stack).flatMap((group) => group.layers);
  expect(layers.map(({ name, title }) => [name, title])).toEqual([
    ['VHR', 'Very high'],
    ['VHR__infrared', 'Very high – Infrared'],
    ['VHR__grey', 'Very high – grey'],
    ['VHR__outlines', 'Very high – outlines'],
    ['VHR__outlined', 'Very high – pictures with outlines'],
    ['VHR__heatmap', 'Very high – number of products'],
    ['OTHER', 'OTHER'],
    ['OTHER__grey', 'OTHER – Backscatter'],
    ['OTHER__outlines', 'OTHER – outlines'],
    ['OTHER__outlined', 'OTHER – pictures with outlines'],
    ['OTHER__heatmap', 'OTHER – number of products'],
  ]);
  for (const layer of layers) expect(findLayer(layer.name, stack, indexOf())).toEqual(layer);
});

describe('findLayer', () => {
  const index = indexOf('A', 'A__B', '__', 'C___D', 'VHR__outlines', 'x__infrared');

  test.each([
    ['A', 'A', { kind: 'browse', browse: '' }],
    ['A__infrared', 'A', { kind: 'browse', browse: 'infrared' }],
    ['A__outlines', 'A', { kind: 'outlines' }],
    ['A__B', 'A__B', { kind: 'browse', browse: '' }],
    ['A__B__outlined', 'A__B', { kind: 'outlined' }],
    ['__', '__', { kind: 'browse', browse: '' }],
    ['____outlines', '__', { kind: 'outlines' }],
    ['C___D__grey', 'C___D', { kind: 'browse', browse: 'grey' }],
    ['x__infrared', 'x__infrared', { kind: 'browse', browse: '' }],
  ])('%s is product %s, shown as %j', (name, product, shows) => {
    expect(findLayer(name, stack, index)).toEqual({
      name,
      title: product,
      collection: 'VHR',
      product,
      shows,
    });
  });

  test('a product cannot take the place of an advertised layer, but can be told from it', () => {
    expect(findLayer('VHR__outlines', stack, index)?.product).toBeUndefined();
    expect(findLayer('VHR__outlines__', stack, index)?.product).toBe('VHR__outlines');
  });

  test.each(['', '_', 'a', 'A__none', 'A__default', 'A___outlines', 'VHR__', 'vhr', 'OTHER__infrared'])(
    'there is no layer %j',
    (name) => {
      expect(findLayer(name, stack, index)).toBeUndefined();
      expect(() => requireLayer(name, stack, index)).toThrow(
        /VHR, VHR__infrared.* and identifiers of products/,
      );
    },
  );
});

describe('productsOf a product’s layer', () => {
  const index = indexOf('A', 'B');
  const layer = findLayer('A', stack, index)!;
  const box = (minX: number, maxX: number) => [{ crs: 'EPSG:4326', minX, minY: 0, maxX, maxY: 90 }];
  const during = (beginMs: number, endMs: number) => [{ beginMs, endMs }];

  test.each([
    [box(0, 20), during(-Infinity, Infinity), ['A']],
    [box(11, 12), during(200, 300), ['A']],
    [box(12, 13), during(-Infinity, Infinity), []],
    [box(0, 20), during(201, 300), []],
  ])('in %j during %j is %j', (boxes, time, expected) => {
    expect(productsOf(layer, boxes, time, index).map(({ identifier }) => identifier)).toEqual(expected);
  });

  test('is the product whatever is current, and nothing once it is gone', () => {
    expect(productsOf(layer, box(0, 20), 'current', index)).toHaveLength(1);
    index.apply([{ kind: 'removed', identifier: 'A', revision: 9 }]);
    expect(productsOf(layer, box(0, 20), 'current', index)).toEqual([]);
  });
});

test('drawing rules change with what pictures are made of and with nothing else', () => {
  const rules = (changes: Record<string, string>) => drawingRulesOf(stackOf(changes));
  expect(rules({ band: '3' })).not.toBe(rules({}));
  expect(rules({ resampling: 'resampling: cubic' })).not.toBe(rules({}));
  for (const other of ['abstract', 'title', 'platform']) expect(rules({ [other]: 'else' })).toBe(rules({}));
  expect(rules({ metatile: '8' })).toBe(rules({}));
});
