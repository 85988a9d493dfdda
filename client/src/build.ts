import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { buildGuide } from './build-guide.ts';
import { clientDistDir } from './dist-dir.ts';

/** The page's sources; Vite's root. */
const appDir = join(import.meta.dirname, 'app');
const clientDir = join(import.meta.dirname, '..');
const guideDir = join(import.meta.dirname, 'guide');
/** Of core, what the page has from it. */
const sharedDir = join(clientDir, '../core/src/ows');
/** What the user guide is made of. */
const docsDir = join(clientDir, '..', 'docs');

const stampName = '.built';

/** True where the last build finished and no source is newer than it. Reads file times only: a few milliseconds. */
export async function isClientBuilt(): Promise<boolean> {
  const [builtMs, sourceMs] = await Promise.all([
    modifiedMs(join(clientDistDir, stampName)),
    newestSourceMs(),
  ]);
  return builtMs !== undefined && builtMs >= sourceMs;
}

/**
 * Builds the web client into {@link clientDistDir}, with each text file also as `.br` and `.gz`. Takes a few
 * seconds; throws Vite's error where a source does not compile, and leaves the last build in place then. Two
 * processes can build at the same time.
 */
export async function buildClient(): Promise<void> {
  const startedAt = new Date();
  // Inside node_modules because that is ignored everywhere, and on the file system that it is renamed on.
  const workDir = join(clientDir, 'node_modules', `.pvs-client-${process.pid}`);
  try {
    await bundle(workDir);
    await buildGuide(join(workDir, 'user-guide'));
    await compressFiles(workDir);
    await writeFile(join(workDir, stampName), '');
    // A source edited while the build ran must count as newer.
    await utimes(join(workDir, stampName), startedAt, startedAt);
    await replaceDist(workDir);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function bundle(outDir: string): Promise<void> {
  // Loaded here so that asking isClientBuilt, which every start does, does not pay for the bundler.
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: appDir,
    base: './',
    logLevel: 'warn',
    mode: 'production',
    // Said outright because Vite goes by NODE_ENV, and the libraries' development code must never be served.
    resolve: { conditions: ['module', 'browser', 'production'] },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      // The content security policy allows no data: URL, and the polyfill is not needed by that target.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 900,
      rolldownOptions: { input: [join(appDir, 'index.html')] },
    },
  });
}

/** Swaps the new build in; where another process does so at the same moment, either build is as good. */
async function replaceDist(workDir: string): Promise<void> {
  const oldDir = `${workDir}-old`;
  await rename(clientDistDir, oldDir).catch(unless('ENOENT'));
  await rename(workDir, clientDistDir).catch(unless('ENOTEMPTY', 'EEXIST'));
  await rm(oldDir, { recursive: true, force: true });
}

const unless =
  (...codes: string[]) =>
  (error: NodeJS.ErrnoException): void => {
    if (!codes.includes(error.code ?? '')) throw error;
  };

const compressible = new Set(['.html', '.js', '.css', '.json', '.svg']);

async function compressFiles(dir: string): Promise<void> {
  const files = (await filesUnder(dir)).filter((file) => compressible.has(extname(file)));
  await Promise.all(files.map(compressFile));
}

async function compressFile(file: string): Promise<void> {
  const content = await readFile(file);
  // Quality 11 takes 4 s for the largest coastline and saves 3 % over 9.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content, { params }),
    promisify(gzip)(content, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
}

async function newestSourceMs(): Promise<number> {
  const docs = filesUnder(docsDir).catch(unless('ENOENT'));
  const listed = await Promise.all([filesUnder(appDir), filesUnder(guideDir), filesUnder(sharedDir), docs]);
  const files = [
    ...listed.flatMap((each) => each ?? []),
    join(clientDir, 'package.json'),
    import.meta.filename,
  ];
  const times = await Promise.all(files.filter((file) => !file.endsWith('.test.ts')).map(modifiedMs));
  return Math.max(...times.map((time) => time ?? 0));
}

async function filesUnder(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function modifiedMs(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.mtimeMs;
}
