import { describe, expect, it } from 'vitest';
import { readSettings } from './load-settings.ts';
import { parseUrlState } from './url-state.ts';
import { parseLayers } from './shown-layers.ts';
import { imagesOf, linkState, startState } from './viewer-state.ts';

const settings = readSettings({
  collections: [{ id: 'A' }, { id: 'B' }],
  layers: [{ id: 'A__outlines' }, { id: 'A' }, { id: 'A__ndvi' }],
});
const start = (hash: string) => startState(settings, parseUrlState(hash));
const visible = (hash: string) => imagesOf(start(hash)).map((image) => image.id);

describe('startState', () => {
  it.each([
    ['shows the images of the first collection', '', ['A']],
    ['takes the layers of the link, in its order', '#layers=A__ndvi,A__outlines', ['A__ndvi', 'A__outlines']],
    ['ignores layers that the stack does not have', '#layers=X', []],
    ['takes pictures that products have of themselves', '#layers=A__true-color', ['A__true-color']],
    ['compares with one more layer on the right', '#compare=0.5/all/A__ndvi', ['A', 'A__ndvi']],
    ['gives a collection without layers its own', '#collection=B', ['B']],
    ['takes the first collection where the stack does not have the one of the link', '#collection=X', ['A']],
    ['shows one product alone', '#product=P1&alone=yes', ['P1']],
    ['needs a product for that', '#alone=yes', ['A']],
  ])('%s', (_fact, hash, ids) => expect(visible(hash)).toEqual(ids));
});

describe('linkState', () => {
  it('says nothing that the settings say', () => {
    expect(linkState(start(''), settings)).toEqual(parseUrlState(''));
  });

  it('says what differs', () => {
    const state = start('#collection=B&area=everywhere&product=P1');
    const shown = parseLayers('A,B~50');
    expect(linkState({ ...state, shown }, settings)).toMatchObject({
      collection: 'B',
      product: 'P1',
      layers: shown,
      everywhere: true,
    });
  });
});
