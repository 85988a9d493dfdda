import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPvsError } from '../errors.ts';
import { parseKvp } from './kvp.ts';
import { findOwsRequest, type OwsOperation } from './ows-request.ts';

const operations: OwsOperation[] = [
  { service: 'WMS', request: 'GetMap', aliases: ['map'] },
  { service: 'WMS', request: 'GetCapabilities', aliases: ['capabilities'] },
  { service: 'WCS', request: 'GetCapabilities' },
];
const find = (query: string) => findOwsRequest(operations, parseKvp(query));

test.each([
  ['service=WMS&request=GetMap', 0],
  ['SERVICE=wms&REQUEST=getmap', 0],
  ['request=map', 0],
  ['request=GetCapabilities', 1],
  ['service=WCS&request=GetCapabilities', 2],
])('%s is operation %i', (query, expected) => {
  expect(find(query)).toBe(operations[expected]);
});

test.each([
  ['service=WFS&request=GetMap', 'InvalidParameterValue', 'service', /'WFS'.*WMS, WCS/],
  ['service=WMS', 'MissingParameterValue', 'request', /GetMap, GetCapabilities/],
  [
    'service=WCS&request=GetMap',
    'OperationNotSupported',
    'request',
    /'GetMap'.*allowed are GetCapabilities$/,
  ],
])('%s is refused with %s', (query, code, locator, message) => {
  expect(() => find(query)).toThrow(message);
  expect(() => find(query)).toThrow(expect.objectContaining({ code, detail: { locator } }));
});

test('whatever the query, an operation is found or the error says why', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('service=', 'request=', 'WMS', 'GetMap', '&', '='),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      try {
        expect(operations).toContain(find(parts.join('')));
      } catch (error) {
        if (!isPvsError(error, 'InvalidInput')) throw error;
      }
    }),
  );
});
