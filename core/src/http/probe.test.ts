import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../observe/log.ts';
import { createApp } from './create-app.ts';
import { probe, type Probed } from './probe.ts';

let directory: string;
let app: FastifyInstance;
let problem: string | undefined;
let probed: Probed;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'pvs-probe-'));
  problem = undefined;
  app = createApp(createLog('test', 'silent'), [async () => problem]);
  probed = { url: await app.listen({ host: '127.0.0.1', port: 0 }), marker: join(directory, 'was-ready') };
});

afterEach(async () => {
  await app.close();
  rmSync(directory, { recursive: true });
});

test('says why a process has not become ready yet', async () => {
  problem = 'database: no answer';
  expect(await probe(probed)).toMatch(/^503 .*database: no answer/);
});

test('a process that was ready once only has to live', async () => {
  expect(await probe(probed)).toBeUndefined();
  problem = 'database: no answer';
  expect(await probe(probed)).toBeUndefined();
  await app.close();
  expect(await probe(probed)).toMatch(/ECONNREFUSED|closed/);
});
