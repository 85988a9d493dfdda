import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '@pvs/core/http/create-app';
import { createLog } from '@pvs/core/observe/log';
import { askReplicas } from './ask-replicas.ts';

const log = createLog('test', 'silent');
const ready = createApp(log, []);
const waiting = createApp(log, [async () => 'catalogue: away']);
const urls: string[] = [];

beforeAll(async () => {
  for (const app of [ready, waiting]) urls.push(await app.listen({ host: '127.0.0.1', port: 0 }));
});
afterAll(async () => void (await Promise.all([ready.close(), waiting.close()])));

test('a replica that is ready says so, one that is not says why', async () => {
  expect(await askReplicas('client', urls[0]!)).toEqual([
    { service: 'client', address: '127.0.0.1', ready: true, problems: [] },
  ]);
  expect(await askReplicas('client', urls[1]!)).toMatchObject([
    { ready: false, problems: ['catalogue: away'] },
  ]);
});

test.each([
  ['http://127.0.0.1:1', /ECONNREFUSED/],
  ['http://no-such-service.invalid:8080', /no-such-service/],
])('%s, where nobody is, is told with the reason', async (url, reason) => {
  const [replica] = await askReplicas('client', url);
  expect(replica?.ready).toBe(false);
  expect(replica?.problems[0]).toMatch(reason);
});
