import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import * as tus from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '@pvs/core/http/create-app';
import { openStore } from '@pvs/core/storage/open-store';
import { mountSmallDisk } from '@pvs/core/testing/small-disk';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { until } from '@pvs/core/testing/until';
import { ingestorContext, ingestorPlugin } from '../src/plugin.ts';

const disk = mountSmallDisk(16 * 1024 ** 2);
const TOKEN = 'a-token-of-this-stack';
const authorization = `Bearer ${TOKEN}`;
const content = Buffer.alloc(1024 ** 2, 'package');
/** Longer than a look at the inbox or at uploads. */
const SOON_MS = 2500;

describe.skipIf(!disk)('an ingestor whose storage is full', () => {
  let stack: TestStack;
  let app: FastifyInstance;
  let url: string;
  let inbox: string;
  const lines: { msg: string; error?: string }[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const said = (pattern: RegExp) => lines.map(({ msg }) => msg).filter((msg) => pattern.test(msg));
  const queued = async () => (await stack.redis.lrange('preprocess_queue', 0, -1)).sort();
  const post = (name: string) =>
    fetch(`${url}/ingest/uploads/${name}`, { method: 'POST', body: content, headers: { authorization } });

  beforeAll(async () => {
    inbox = join(disk?.path ?? '', 'inbox');
    await mkdir(inbox);
    stack = await startTestStack(
      `stack: test
title: Test
collections: [{ id: TEST }]
ingest: { inboxes: [{ id: drop, kind: directory, path: ${inbox}, settleS: 0, pollS: 0.2 }] }
`,
      { PVS_TOKEN: TOKEN },
    );
    const store = openStore(pathToFileURL(join(disk?.path ?? '', 'storage')).href);
    app = createApp(log, []);
    await app.register(ingestorPlugin, ingestorContext({ ...stack, store, log }));
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  });

  afterAll(async () => {
    await app.close();
    await stack.stop();
    disk?.unmount();
  });

  test('refuses uploads for now, says once that files wait, and takes all of them when there is room', async () => {
    const done = Promise.withResolvers<void>();
    const upload = new tus.Upload(content, {
      endpoint: `${url}/ingest/tus`,
      metadata: { filename: 'tus.tar' },
      headers: { authorization },
      retryDelays: Array.from({ length: 60 }, () => 500),
      onSuccess: () => done.resolve(),
      onError: done.reject,
    });
    for (const name of ['one.tar', 'two.tar']) await writeFile(join(disk?.path ?? '', name), content);
    disk?.fill(64 * 1024);

    const answer = await post('posted.tar');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.text()).toMatch(/no space left/);
    upload.start();
    for (const name of ['one.tar', 'two.tar']) await rename(join(disk?.path ?? '', name), join(inbox, name));
    await until(() => said(/^Inbox:Waits$/).length > 0);
    await new Promise((resolve) => setTimeout(resolve, SOON_MS));
    expect(
      said(/^(Inbox|Arrival|Uploads?):/)
        .sort()
        .reverse(),
    ).toEqual(['Uploads:Refused', 'Inbox:Waits']);
    expect(lines.find(({ msg }) => msg === 'Inbox:Waits')?.error).toMatch(/no space left/);
    expect(await queued()).toEqual([]);
    const [pages, ready] = [
      await fetch(`${url}/ops`, { headers: { authorization } }),
      await fetch(`${url}/readyz`),
    ];
    expect([pages.status, ready.status]).toEqual([200, 200]);

    disk?.free();
    await done.promise;
    expect((await post('posted.tar')).status).toBe(202);
    await until(async () => (await queued()).length === 4);
    expect((await queued()).map((path) => path.split('/').at(-1)).sort()).toEqual([
      'one.tar',
      'posted.tar',
      'tus.tar',
      'two.tar',
    ]);
    expect(said(/^(Inbox|Uploads):/).sort()).toEqual([
      'Inbox:Resumes',
      'Inbox:Waits',
      'Uploads:Refused',
      'Uploads:TakenAgain',
    ]);
  });
});
