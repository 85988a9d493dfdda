import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@pvs/core/testing/redis-server';

const [ACCESS, SECRET, BUCKET] = ['bench', 'bench-secret', 'uploads'];

/** An S3 server on a directory that streams what it gets to the disk. */
export interface Gateway {
  /** Under which the stack finds it. */
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts a Versity S3 Gateway. @param program path of `versitygw` */
export async function startGateway(program: string, directory: string): Promise<Gateway> {
  mkdirSync(join(directory, BUCKET), { recursive: true });
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const options = ['--access', ACCESS, '--secret', SECRET, '--port', address, '--quiet'];
  const child = spawn(program, [...options, 'posix', directory], { stdio: ['ignore', 'ignore', 'inherit'] });
  while (!(await fetch(`http://${address}/`).catch(() => undefined))) await sleep(100);
  return {
    variables: {
      ...{ PVS_STORAGE_URL: `s3://${BUCKET}/vhr`, AWS_ENDPOINT_URL: `http://${address}` },
      ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: ACCESS, AWS_SECRET_ACCESS_KEY: SECRET },
    },
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
