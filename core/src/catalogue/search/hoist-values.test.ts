import { expect, test } from 'vitest';
import { sql } from '../sql.ts';
import { hoistValues } from './hoist-values.ts';

test('values are columns of the types that their casts name, and the statement has none of its own', () => {
  const given = sql`a = ${'x'} and b < ${1}::float8 and c = any(${['y']}::text[])`;
  const { columns, statement } = hoistValues(given, 'wanted');
  expect(statement.compile()).toMatchObject({
    sql: 'a = wanted.value_0 and b < wanted.value_1 and c = any(wanted.value_2)',
    parameters: [],
  });
  expect(columns.compile()).toMatchObject({
    sql: '$1::text as value_0, $2::float8 as value_1, $3::text[] as value_2, ',
    parameters: ['x', 1, ['y']],
  });
});

test('what has no values stays as it is', () => {
  const { columns, statement } = hoistValues(sql`true`, 'wanted');
  expect([columns.compile().sql, statement.compile().sql]).toEqual(['', 'true']);
});
