import { request } from 'node:http';
import { pino } from 'pino';
import { register } from 'prom-client';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../testing/until.ts';
import { createApp } from './create-app.ts';

const app = createApp(pino({ level: 'silent' }), [async () => unready]);
let unready: string | undefined;
let url: string;

beforeAll(async () => {
  app.get('/stac/collections/:collection', async () => 'a collection');
  app.get('/stac/broken', async () => Promise.reject(new Error('broken')));
  app.get('/ows', async (asked) => {
    asked.operation = { service: 'WMS', operation: 'GetMap' };
    return 'a map';
  });
  app.get('/objects/slow', async (_, reply) => {
    reply.hijack();
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});

afterAll(() => app.close());

beforeEach(() => register.resetMetrics());

/** Samples of /metrics whose name begins so. */
async function samples(name: string): Promise<string[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text.split('\n').filter((line) => line.startsWith(name));
}

const counted = (count: number) =>
  until(async () => {
    const sums = (await samples('pvs_http_requests_total{')).map((line) => Number(line.split(' ').at(-1)));
    return sums.reduce((sum, one) => sum + one, 0) === count;
  });

test('requests are counted by service, operation and class of status, and timed', async () => {
  for (const path of ['/stac/collections/A', '/stac/collections/B', '/stac/broken', '/ows', '/none/such'])
    await (await fetch(url + path)).text();
  await counted(5);
  expect((await samples('pvs_http_requests_total{')).sort()).toEqual([
    'pvs_http_requests_total{service="STAC",operation="/stac/broken",status="5xx"} 1',
    'pvs_http_requests_total{service="STAC",operation="/stac/collections/:collection",status="2xx"} 2',
    'pvs_http_requests_total{service="WMS",operation="GetMap",status="2xx"} 1',
    'pvs_http_requests_total{service="other",operation="unknown",status="4xx"} 1',
  ]);
  expect(await samples('pvs_http_request_seconds_count{service="STAC"')).toEqual([
    'pvs_http_request_seconds_count{service="STAC",operation="/stac/collections/:collection"} 2',
    'pvs_http_request_seconds_count{service="STAC",operation="/stac/broken"} 1',
  ]);
});

test('nothing that a client writes becomes a label', async () => {
  for (let n = 0; n < 20; n += 1) await (await fetch(`${url}/stac/collections/${n}?x=${n}`)).text();
  for (let n = 0; n < 20; n += 1) await (await fetch(`${url}/made-up/${n}`)).text();
  await counted(40);
  expect(await samples('pvs_http_requests_total{')).toHaveLength(2);
});

test('a client that goes away before its answer is counted as aborted', async () => {
  const asked = request(`${url}/objects/slow`).end();
  asked.on('error', () => undefined);
  await new Promise((resolve) => setTimeout(resolve, 50));
  asked.destroy();
  await counted(1);
  expect(await samples('pvs_http_requests_total{')).toEqual([
    'pvs_http_requests_total{service="objects",operation="/objects/slow",status="aborted"} 1',
  ]);
});

test('health and metrics are not counted, and tell whether the process is ready', async () => {
  await fetch(`${url}/healthz`);
  await fetch(`${url}/readyz`);
  expect(await samples('pvs_ready')).toEqual(['pvs_ready 1']);
  unready = 'it waits';
  expect(await samples('pvs_ready')).toEqual(['pvs_ready 0']);
  unready = undefined;
  expect(await samples('pvs_http_requests_total{')).toEqual([]);
});
