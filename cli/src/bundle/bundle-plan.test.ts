import { readEnvironment } from '@pvs/core/config/environment';
import { expect, test } from 'vitest';
import { httpUrl, planBundle, serviceVariables } from './bundle-plan.ts';

const at = { http: 'http://h:1', redis: 'redis://r', database: 'postgres://d', storage: 'file:///s' };

test('everything that is unset is kept below the data directory', () => {
  const plan = planBundle(readEnvironment({ PVS_DATA_DIR: '/data' }), 4);
  expect(plan).toMatchObject({
    redis: { directory: '/data/redis' },
    database: { directory: '/data/database' },
    storageUrl: 'file:///data/storage',
    httpProcesses: 4,
    port: 8080,
  });
});

test('what is set is used instead', () => {
  const given = { PVS_REDIS_URL: 'redis://r', PVS_DATABASE_URL: 'postgres://d', PVS_STORAGE_URL: 's3://b' };
  const plan = planBundle(readEnvironment(given));
  expect(plan).toMatchObject({
    redis: { url: 'redis://r' },
    database: { url: 'postgres://d' },
    storageUrl: 's3://b',
  });
});

test('services read back the same environment, with the addresses of the parts', () => {
  const env = readEnvironment({
    PVS_DATA_DIR: '/data',
    PVS_TOKEN: 'secret-token',
    PVS_PUBLIC_URL: 'https://x',
  });
  const variables = serviceVariables(planBundle(env), env, at);
  expect(readEnvironment(variables)).toMatchObject({
    PVS_TOKEN: 'secret-token',
    PVS_PUBLIC_URL: 'https://x',
    PVS_REDIS_URL: at.redis,
    PVS_DATABASE_URL: at.database,
    PVS_STORAGE_URL: at.storage,
    PVS_SOURCE_DIRS: '/',
  });
});

test.each([
  ['127.0.0.1', 'http://127.0.0.1:80'],
  ['0.0.0.0', 'http://127.0.0.1:80'],
  ['::', 'http://127.0.0.1:80'],
  ['::1', 'http://[::1]:80'],
  ['pvs.local', 'http://pvs.local:80'],
])('what listens on %s is asked at %s', (host, url) => {
  expect(httpUrl(host, 80)).toBe(url);
});
