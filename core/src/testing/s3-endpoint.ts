import { createRequire } from 'node:module';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What s3rver 3.7 offers; it has no types of its own. */
interface S3rver {
  run(): Promise<{ readonly port: number }>;
  close(): Promise<void>;
}
type S3rverOptions = {
  readonly address: string;
  readonly port: number;
  readonly silent: boolean;
  readonly directory: string;
  readonly configureBuckets: readonly { readonly name: string; readonly configs: readonly string[] }[];
};

/** An S3 endpoint on loopback, with one bucket, and the variables under which the SDK finds it. */
export interface TestS3 {
  readonly bucket: string;
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts s3rver with an empty bucket that it keeps in a temporary directory. */
export async function startS3(bucket = 'pvs-test'): Promise<TestS3> {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-s3-'));
  const Server = createRequire(import.meta.url)('s3rver') as new (options: S3rverOptions) => S3rver;
  const configureBuckets = [{ name: bucket, configs: [] }];
  const server = new Server({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets });
  const { port } = await server.run();
  return {
    bucket,
    variables: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      // The only credentials that s3rver knows.
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
    },
    async stop() {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
