import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '@pvs/core/http/create-app';
import { createLog } from '@pvs/core/observe/log';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from './compose-stack.ts';

let directory: string;
let app: ReturnType<typeof createApp>;
let problem: string | undefined;
let port: string;

/** Asks as a container's health check does; its exit code and what it says. */
const probe = () =>
  new Promise<{ code: number; said: string }>((resolve) => {
    const env = { PATH: process.env['PATH'], PVS_PORT: port };
    execFile(join(root, 'deploy/images/healthy'), [directory], { env }, (error, stdout) =>
      resolve({ code: error === null ? 0 : Number(error.code), said: stdout }),
    );
  });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'pvs-healthy-'));
  problem = undefined;
  app = createApp(createLog('test', 'silent'), [async () => problem]);
  port = new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port;
});

afterEach(async () => {
  await app.close();
  rmSync(directory, { recursive: true });
});

test('a container that has not been ready yet is not healthy, and says why', async () => {
  problem = 'database: no answer';
  expect(await probe()).toEqual({ code: 1, said: expect.stringContaining('database: no answer') as string });
});

test('a container that was ready once only has to live', async () => {
  expect(await probe()).toEqual({ code: 0, said: '' });
  problem = 'database: no answer';
  expect(await probe()).toEqual({ code: 0, said: '' });
  await app.close();
  expect(await probe()).toMatchObject({ code: 1 });
});
