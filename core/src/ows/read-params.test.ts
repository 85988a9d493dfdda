import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseKvp } from './kvp.ts';
import { integerParam, issueCode, listParam, readParams } from './read-params.ts';

const color = z.string().transform((text, context) => {
  if (text === 'red') return text;
  context.addIssue(issueCode('UnknownColor', 'expected red'));
  return z.NEVER;
});
const schema = z.object({
  layers: listParam,
  width: integerParam(1, 100).default(10),
  color: color.optional(),
  mode: z.enum(['a', 'b']).optional(),
});
const read = (query: string) => readParams(schema, parseKvp(query));

test('reads what the schema knows and tolerates the rest', () => {
  expect(read('LAYERS=a, b,,c&Width=+7&vendor=1&color=red')).toEqual({
    layers: ['a', 'b', '', 'c'],
    width: 7,
    color: 'red',
  });
  expect(read('layers=a')).toMatchObject({ width: 10 });
});

test.each([
  ['', 'MissingParameterValue', 'layers', "parameter 'layers' is missing"],
  ['layers=', 'MissingParameterValue', 'layers', "parameter 'layers' is missing"],
  [
    'layers=a&width=101',
    'InvalidParameterValue',
    'width',
    /'width': expected a whole number from 1 to 100, given '101'/,
  ],
  ['layers=a&width=1.5', 'InvalidParameterValue', 'width', /whole number/],
  ['layers=a&width=0x10', 'InvalidParameterValue', 'width', /whole number/],
  ['layers=a&color=blue', 'UnknownColor', 'color', /'color': expected red, given 'blue'/],
  ['layers=a&mode=c', 'InvalidParameterValue', 'mode', /"a"\|"b".*given 'c'/],
])('%j is refused with %s at %s', (query, code, locator, message) => {
  expect(() => read(query)).toThrow(message);
  expect(() => read(query)).toThrow(expect.objectContaining({ kind: 'InvalidInput', code }));
  expect(() => read(query)).toThrow(
    expect.objectContaining({ detail: expect.objectContaining({ locator }) }),
  );
});

test('a long value is shown by its beginning', () => {
  expect(() => read(`layers=a&width=${'9'.repeat(5000)}`)).toThrow(/^.{0,300}…'$/);
});
