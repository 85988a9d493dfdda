import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { notFound, sourceUnavailable } from '@pvs/core/errors';
import { extract } from 'tar-stream';

/** NASA's Blue Marble (public domain), 4096×2048, in a package of MIT licence. */
const PACKAGE = 'three-globe@2.45.2';
const MEMBER = 'package/example/img/earth-blue-marble.jpg';

/**
 * The picture in `cacheDir`, fetched from the npm registry where it is not there yet; npm checks its digest.
 * @returns path of the JPEG: the whole Earth in equirectangular projection
 */
export async function fetchBlueMarble(cacheDir: string, say: (line: string) => void): Promise<string> {
  const target = join(cacheDir, 'earth-blue-marble.jpg');
  if (
    await access(target).then(
      () => true,
      () => false,
    )
  )
    return target;
  say(`fetching NASA's Blue Marble (${PACKAGE} from the npm registry, 12 MB)`);
  await mkdir(cacheDir, { recursive: true });
  const directory = await mkdtemp(join(cacheDir, 'fetch-'));
  try {
    await pack(directory);
    const [archive] = await readdir(directory);
    const picture = await memberOf(join(directory, archive ?? ''), MEMBER);
    await writeFile(join(directory, 'picture'), picture);
    await rename(join(directory, 'picture'), target);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return target;
}

async function pack(directory: string): Promise<void> {
  try {
    await promisify(execFile)('npm', ['pack', '--silent', '--pack-destination', directory, PACKAGE], {
      cwd: directory,
    });
  } catch (cause) {
    throw sourceUnavailable(
      `cannot fetch ${PACKAGE} with npm: the demo needs npm and a way to the npm registry, once`,
      { code: 'DemoImageryMissing', cause },
    );
  }
}

async function memberOf(archive: string, name: string): Promise<Buffer> {
  const entries = createReadStream(archive).pipe(createGunzip()).pipe(extract());
  for await (const entry of entries) {
    // Awaited here: leaving the loop destroys the archive's stream.
    if (entry.header.name === name) return await buffer(entry);
    entry.resume();
  }
  throw notFound(`${PACKAGE} holds no ${name}`, { code: 'DemoImageryMissing' });
}
