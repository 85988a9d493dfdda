import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgis, startEmbeddedPostgis } from './embedded-postgis.ts';

let database: EmbeddedPostgis;

beforeAll(async () => {
  database = await startEmbeddedPostgis();
});

afterAll(() => database.stop());

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return client;
}

test('has PostGIS', async () => {
  const client = await connect();
  await client.query('create extension postgis');
  const { rows } = await client.query(`select st_area(st_makeenvelope(0, 0, 2, 3)) as area`);
  expect(rows).toEqual([{ area: 6 }]);
  await client.end();
});

test('connections with different statements never get each other’s answers', async () => {
  const clients = await Promise.all(Array.from({ length: 8 }, connect));
  await Promise.all(
    clients.map(async (client, columns) => {
      const names = Array.from({ length: columns + 1 }, (_, c) => `$${c + 1}::int as c${c}`).join(', ');
      for (let round = 0; round < 50; round += 1) {
        const values = Array.from({ length: columns + 1 }, (_, c) => round * 100 + c);
        const { rows } = await client.query<Record<string, number>>(`select ${names}`, values);
        expect(Object.values(rows[0] ?? {})).toEqual(values);
      }
    }),
  );
  await Promise.all(clients.map((client) => client.end()));
});

test('a transaction has the session for itself, and is rolled back when its connection breaks', async () => {
  const [writer, reader] = await Promise.all([connect(), connect()]);
  await writer.query('create table note (text text)');
  await writer.query('begin');
  await writer.query(`insert into note values ('lost')`);
  const counted = reader.query('select count(*)::int as n from note');
  writer.on('error', () => undefined);
  (writer as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  expect((await counted).rows).toEqual([{ n: 0 }]);
  await reader.end();
});

test('an error in a statement leaves the connection usable', async () => {
  const client = await connect();
  await expect(client.query('select nonsense($1::int)', [1])).rejects.toThrow(/nonsense/);
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await client.end();
});
