import { afterAll, beforeAll, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

let renderer: TestRenderer;
const scenes = [
  {
    identifier: 'ALPS_1',
    minX: 10,
    minY: 46,
    time: '2018-06-01T10:00:00Z',
    attributes: { platform: 'PHR', cloudCover: 3 },
  },
  {
    identifier: 'ALPS_2',
    minX: 10,
    minY: 46,
    time: '2018-07-01',
    attributes: { platform: 'PHR', cloudCover: 40 },
  },
  { identifier: 'FIJI', minX: 179, minY: -18, time: '2018-08-01', attributes: {} },
];

beforeAll(async () => {
  renderer = await startRenderer('stack: test\ntitle: Test\ncollections: [{ id: VHR }, { id: OTHER }]\n');
  const scene = { color: [1, 2, 3], sizePx: 8 } as const;
  for (const { minX, minY, ...rest } of scenes) {
    const box = { crs: 'EPSG:4326', minX, minY, maxX: minX + 2, maxY: minY + 2 };
    await addScene(renderer.stack, { ...scene, collection: 'VHR', box, ...rest });
  }
  const box = { crs: 'EPSG:4326', minX: 30, minY: 46, maxX: 32, maxY: 48 };
  await addScene(renderer.stack, {
    ...scene,
    collection: 'OTHER',
    identifier: 'ELSEWHERE',
    box,
    time: '2019',
  });
});

afterAll(() => renderer.stop());

async function get<T>(path: string): Promise<T> {
  const { statusCode, body } = await renderer.get(path);
  expect(statusCode, body).toBe(200);
  return JSON.parse(body) as T;
}

interface Counts {
  readonly aggregations: readonly {
    readonly name: string;
    readonly data_type: string;
    readonly value?: unknown;
    readonly buckets?: readonly { readonly key: string; readonly frequency: number }[];
  }[];
}
const count = async (query: string) => {
  const { aggregations } = await get<Counts>(`/stac/collections/VHR/aggregate?${query}`);
  return aggregations.map(({ value, buckets }) => value ?? buckets?.map((b) => [b.key, b.frequency]));
};

test('count what a search with the same parameters finds', async () => {
  const all = 'aggregations=total_count,datetime_min,datetime_max,datetime_frequency,platform_frequency';
  expect(await count(`${all}&datetime_frequency_interval=month`)).toEqual([
    3,
    '2018-06-01T10:00:00Z',
    '2018-08-01T00:00:00Z',
    [
      ['2018-06-01T00:00:00Z', 1],
      ['2018-07-01T00:00:00Z', 1],
      ['2018-08-01T00:00:00Z', 1],
    ],
    [['PHR', 2]],
  ]);
  expect(await count('aggregations=datetime_frequency&bbox=9,45,12,49&filter="eo:cloud_cover"<10')).toEqual([
    [['2018-06-01T00:00:00Z', 1]],
  ]);
  expect(await count('datetime=2017-01-01T00:00:00Z/2017-02-01T00:00:00Z')).toEqual([0]);
});

test('each one that is announced can be asked for, of all and of a collection', async () => {
  const { aggregations } = await get<Counts>('/stac/aggregations');
  expect(await get('/stac/collections/VHR/aggregations')).toMatchObject({ aggregations });
  for (const { name, data_type } of aggregations) {
    const answer = await get<Counts>(`/stac/aggregate?aggregations=${name}`);
    expect(answer.aggregations).toEqual([expect.objectContaining({ name, data_type })]);
  }
});

test.each([
  ['aggregations=nonsense', 'aggregations'],
  ['aggregations=datetime_frequency&datetime_frequency_interval=minute', 'datetime_frequency_interval'],
  ['bbox=1,2', 'bbox'],
])('?%s is refused, naming %s', async (query, name) => {
  const { statusCode, body } = await renderer.get(`/stac/aggregate?${query}`);
  expect([statusCode, (JSON.parse(body) as { description: string }).description]).toEqual([
    400,
    expect.stringContaining(name),
  ]);
});
