import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestS3 } from '@pvs/core/testing/s3-endpoint';

/** An S3 endpoint in a process of its own, so that what it takes is nobody else's. */
export async function startS3Process(): Promise<TestS3> {
  const child = fork(fileURLToPath(new URL('./s3-main.ts', import.meta.url)));
  const [started] = (await once(child, 'message')) as [Omit<TestS3, 'stop'>];
  return {
    ...started,
    async stop() {
      child.send('stop');
      await once(child, 'exit');
    },
  };
}
