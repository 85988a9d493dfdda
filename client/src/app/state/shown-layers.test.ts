import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fadeLayer, formatLayers, moveLayer, parseLayers, toggleLayer } from './shown-layers.ts';

const shown = parseLayers('A,B~40,C');

it('shows a layer on top, moves it, fades it and takes it away', () => {
  expect(formatLayers(toggleLayer(shown, 'D', true))).toBe('A,B~40,C,D');
  expect(formatLayers(moveLayer(shown, 'A', 1))).toBe('B~40,A,C');
  expect(formatLayers(moveLayer(shown, 'C', 1))).toBe('A,B~40,C');
  expect(formatLayers(moveLayer(shown, 'A', -1))).toBe('A,B~40,C');
  expect(formatLayers(fadeLayer(shown, 'B', 0))).toBe('A,B~0,C');
  expect(formatLayers(toggleLayer(shown, 'B', false))).toBe('A,C');
});

it('names a layer once, however often a link does', () => {
  expect(parseLayers('A,A~20')).toEqual([{ id: 'A', opacity: 1 }]);
});

it('reads back what it wrote', () => {
  const layer = fc.record({
    id: fc.stringMatching(/^[\w:.-]{1,20}$/),
    opacity: fc.integer({ min: 0, max: 100 }),
  });
  fc.assert(
    fc.property(fc.uniqueArray(layer, { selector: ({ id }) => id }), (layers) => {
      const given = layers.map(({ id, opacity }) => ({ id, opacity: opacity / 100 }));
      expect(parseLayers(decodeURIComponent(formatLayers(given)))).toEqual(given);
    }),
  );
});
