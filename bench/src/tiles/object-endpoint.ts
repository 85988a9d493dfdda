import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@pvs/core/testing/redis-server';
import type { TestS3 } from '@pvs/core/testing/s3-endpoint';
import { startNginx } from '../wms/start-nginx.ts';

const BUCKET = 'bench';

/**
 * Objects that are got, put and removed as in a bucket, by an nginx: a store that keeps nobody waiting, so that those
 * who ask it are compared. Requests are signed, which costs who asks the same as anywhere; it looks at no signature.
 * There is no S3 server here that is as fast and takes what MapCache signs. Without `tcp_nopush`, with which it sends
 * some ends of answers only when the client's system confirms what came before, 40 ms later.
 */
export async function startObjectEndpoint(directory: string, processes: number): Promise<TestS3> {
  const objects = join(directory, 'objects');
  mkdirSync(join(objects, BUCKET), { recursive: true });
  const port = await freePort();
  const nginx = await startNginx(
    directory,
    `listen 127.0.0.1:${port}; root ${objects}; log_not_found off;
    sendfile on; keepalive_requests 1000000; client_max_body_size 0; client_body_buffer_size 1m;
    dav_methods PUT DELETE; create_full_put_path on;`,
    processes,
  );
  return {
    bucket: BUCKET,
    variables: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench-secret',
    },
    async stop() {
      nginx.kill();
      await once(nginx, 'exit');
    },
  };
}
