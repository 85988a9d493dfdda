import { expect, it } from 'vitest';
import { commonType } from './common-type.ts';

it.each([
  [['Byte'], 'Byte'],
  [['Byte', 'Byte'], 'Byte'],
  [['Byte', 'UInt16'], 'UInt16'],
  [['Byte', 'Int16'], 'Int16'],
  [['UInt16', 'Int16'], 'Int32'],
  [['UInt16', 'Int32'], 'Int32'],
  [['UInt32', 'Int32'], 'Float64'],
  [['UInt16', 'Float32'], 'Float32'],
  [['Int32', 'Float32'], 'Float64'],
  [['Float32', 'Float64'], 'Float64'],
  [['Byte', 'Int8'], 'Int16'],
])('%j fit into %s', (types, expected) => {
  expect(commonType(types)).toBe(expected);
  expect(commonType(types.toReversed())).toBe(expected);
});
