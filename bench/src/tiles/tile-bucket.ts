import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@pvs/core/testing/redis-server';
import type { TestS3 } from '@pvs/core/testing/s3-endpoint';
import { startS3Process } from '../small-products/s3-process.ts';
import { findProgram } from '../wms/map-server.ts';

const PATIENCE_MS = 10_000;

/**
 * The bucket of both sides: of Versity's gateway, a server in Go, where it is installed
 * (`go install github.com/versity/versitygw/cmd/versitygw@v1.0.14`); else of s3rver, which then limits both.
 */
export async function startTileBucket(directory: string): Promise<TestS3> {
  const program = findProgram('versitygw');
  if (program === undefined) {
    console.log('tiles of S3 lie in s3rver, which is slower than who asks it: install versitygw');
    return startS3Process();
  }
  const bucket = 'bench';
  mkdirSync(join(directory, bucket), { recursive: true });
  const port = await freePort();
  const [id, secret] = ['bench', 'bench-secret'];
  const child = spawn(program, ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', directory], {
    env: { ...process.env, ROOT_ACCESS_KEY: id, ROOT_SECRET_KEY: secret },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  await awaitAnswer(url, child);
  return {
    bucket,
    variables: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: id,
      AWS_SECRET_ACCESS_KEY: secret,
    },
    async stop() {
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

async function awaitAnswer(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await fetch(url).catch(() => undefined))) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error('versitygw does not start');
    await sleep(50);
  }
}
