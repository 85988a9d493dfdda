import { expect, it } from 'vitest';
import { cql2Condition, cqlCondition, formatCondition, parseCondition } from './condition.ts';
import { readQueryables } from './queryable.ts';

const queryables = readQueryables({
  properties: {
    'sat:absolute_orbit': { type: 'integer', 'pvs:attribute': 'orbitNumber' },
    'pvs:creation_date': { type: 'string', format: 'date-time', 'pvs:attribute': 'creationDate' },
    instruments: { type: 'string', 'pvs:attribute': 'instrument' },
    'eo:cloud_cover': { type: 'number', 'pvs:attribute': 'cloudCover' },
    geometry: { $ref: 'https://geojson.org/schema/Geometry.json' },
  },
});
const read = (text: string) => parseCondition(text, queryables);

it('knows the attributes that have a name in both searches and no control of their own', () => {
  expect(queryables.map(({ attribute, type }) => [attribute, type])).toEqual([
    ['orbitNumber', 'number'],
    ['creationDate', 'time'],
    ['instrument', 'text'],
  ]);
});

it.each([
  ['orbitNumber>=5000', 'orbitNumber >= 5000', '"sat:absolute_orbit" >= 5000'],
  ["instrument=O'Neill", "instrument = 'O''Neill'", `"instruments" = 'O''Neill'`],
  ['instrument~iR', "instrument LIKE '%iR%'", `"instruments" LIKE '%iR%'`],
  [
    'creationDate<=2018-06-01',
    'creationDate <= 2018-06-01T00:00:00Z',
    `"pvs:creation_date" <= TIMESTAMP('2018-06-01T00:00:00Z')`,
  ],
])('%s in both languages, and back', (text, cql, cql2) => {
  const condition = read(text)!;
  expect([cqlCondition(condition), cql2Condition(condition)]).toEqual([cql, cql2]);
  expect(formatCondition(condition)).toBe(text);
});

it.each(['orbitNumber>=many', 'orbitNumber~5', 'snow=1', 'creationDate>=June', 'instrument=', 'DROP TABLE'])(
  'nothing is read from %s',
  (text) => expect(read(text)).toBeUndefined(),
);
