import { describe, expect, it } from 'vitest';
import { parseStack } from '../config/load-stack.ts';
import { classifyProduct, GENERIC_TYPE } from './classify-product.ts';

const yaml = (unclassified: string) => `
stack: s
title: t
collections: [{ id: VHR }, { id: OTHER }]
productTypes:
  - { id: PHR, collection: VHR, match: { platform: ^PHR, identifier: ^DIM_ } }
  - { id: CLOUDY, collection: OTHER, match: { cloudCover: ^9 } }
${unclassified}
`;
const stack = (unclassified = '') => parseStack(yaml(unclassified), 'test.yml');
const product = (identifier: string, attributes = {}) => ({ identifier, attributes });

describe('classifyProduct', () => {
  it('takes the first type all of whose patterns fit', () => {
    const found = classifyProduct(stack(), product('DIM_1', { platform: 'PHR1A', cloudCover: 95 }));
    expect([found.type.id, found.collection]).toEqual(['PHR', 'VHR']);
  });

  it('matches numbers by their decimal text', () => {
    expect(classifyProduct(stack(), product('X', { cloudCover: 95.5 })).type.id).toBe('CLOUDY');
  });

  it('takes no type for a pattern whose attribute is missing', () => {
    expect(classifyProduct(stack(), product('DIM_1')).type.id).toBe(GENERIC_TYPE);
  });

  it('puts the rest into the configured collection, else the first', () => {
    expect(classifyProduct(stack('unclassified: { collection: OTHER }'), product('X')).collection).toBe(
      'OTHER',
    );
    expect(classifyProduct(stack(), product('X')).collection).toBe('VHR');
  });

  it('refuses where the stack says so, naming what was found and what is known', () => {
    const refuse = () => classifyProduct(stack('unclassified: refuse'), product('X', { platform: 'SPOT' }));
    expect(refuse).toThrow(/identifier 'X', platform 'SPOT', cloudCover '\(none\)'; known are PHR/);
    expect(refuse).toThrow(expect.objectContaining({ kind: 'InvalidInput', code: 'Unclassified' }));
  });
});
