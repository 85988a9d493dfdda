import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { createS3Client, s3Store } from './s3-store.ts';

afterEach(() => vi.unstubAllEnvs());

test('a store that takes a connection and falls silent is away, and nothing hangs on it', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'test');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');
  const client = createS3Client({ connectionMs: 200, silenceMs: 200 });
  const store = s3Store('bucket', '', client);
  const silence = { kind: 'SourceUnavailable', message: expect.stringContaining('timed out') as string };
  await expect(store.readRange('a', 0, 10)).rejects.toMatchObject(silence);
  await expect(store.stat('a')).rejects.toMatchObject(silence);
  client.destroy();
  silent.close();
});
