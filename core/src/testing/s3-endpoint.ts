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

/** Where s3rver keeps its objects. */
interface S3rverFiles {
  getResourcePath(bucket: string, key: string, resource: string): string;
  deleteObject(bucket: string, key: string): Promise<void>;
}

/**
 * s3rver removes a folder with its last object; an object that is written there at that moment then ends the whole
 * process. Folders stay, until the directory goes.
 */
function keepFolders(files: S3rverFiles): void {
  files.deleteObject = async function deleteObject(bucket, key) {
    for (const resource of ['object', 'object.md5', 'metadata.json']) {
      await rm(this.getResourcePath(bucket, key, resource), { force: true });
    }
  };
}

/** An S3 endpoint with one bucket, and the variables under which the SDK finds it. */
export interface TestS3 {
  readonly bucket: string;
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts s3rver with an empty bucket that it keeps in a temporary directory; on loopback unless given an address. */
export async function startS3(bucket = 'pvs-test', address = '127.0.0.1'): Promise<TestS3> {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-s3-'));
  const require = createRequire(import.meta.url);
  const Server = require('s3rver') as new (options: S3rverOptions) => S3rver;
  keepFolders((require('s3rver/lib/stores/filesystem') as { prototype: S3rverFiles }).prototype);
  const configureBuckets = [{ name: bucket, configs: [] }];
  const server = new Server({ address, port: 0, silent: true, directory, configureBuckets });
  const { port } = await server.run();
  return {
    bucket,
    variables: {
      AWS_ENDPOINT_URL: `http://${address}:${port}`,
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
