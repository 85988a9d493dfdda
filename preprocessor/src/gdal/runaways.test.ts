import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cogSchema } from '@pvs/core/config/cog';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRaster } from '../testing/make-package.ts';
import type { GdalJob } from './gdal-job.ts';
import { GdalPool } from './gdal-pool.ts';
import { GdalProcess } from './gdal-process.ts';

const MB = 1024 ** 2;
let scratch: string;
let job: GdalJob;
const signal = new AbortController().signal;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pvs-runaway-'));
  const path = await makeRaster(join(scratch, 'scene.tif'), { widthPx: 4000, heightPx: 4000, bands: 3 });
  job = { kind: 'inspect', raster: { path, driver: 'GTiff' } };
});
afterAll(() => rm(scratch, { recursive: true }));

/** A process that takes jobs as GDAL's does, and does something else with them. */
async function misbehaving(body: string): Promise<ChildProcess> {
  const file = join(scratch, `${crypto.randomUUID()}.mjs`);
  await writeFile(file, `process.on('message', () => { ${body} }); process.send({ type: 'ready' });`);
  return fork(file, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced' });
}

describe('a process', () => {
  it('in an endless loop is ended at the time limit', async () => {
    const child = await misbehaving('for (;;);');
    const running = new GdalProcess(child).run(job, { signal, timeLimitMs: 500 });
    await expect(running).rejects.toMatchObject({
      kind: 'LimitExceeded',
      code: 'GdalTimeLimit',
      message: expect.stringMatching(/inspect of scene\.tif \(limits\.gdalTimeS/) as string,
    });
    expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGKILL');
  });

  it('that takes ever more memory is ended at the memory limit, before the machine has none left', async () => {
    const child = await misbehaving(`const all = []; for (;;) all.push(Buffer.alloc(${MB}, 1));`);
    const running = new GdalProcess(child, 300 * MB).run(job, { signal, timeLimitMs: 20_000 });
    const problem = await running.catch(
      (error: unknown) => error as { code: string; detail: { bytes: number } },
    );
    expect(problem).toMatchObject({
      code: 'GdalMemoryLimit',
      message: expect.stringMatching(/allowed are 300 \(limits\.gdalMemoryBytes\)/) as string,
    });
    expect((problem as { detail: { bytes: number } }).detail.bytes).toBeLessThan(1200 * MB);
    expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGKILL');
  });
});

describe('a pool', () => {
  it('ends a conversion that takes more memory than its limit, and does the next job', async () => {
    const pool = new GdalPool({ memoryBytes: 70 * MB, timeMs: 60_000 });
    const raster = (job as Extract<GdalJob, { kind: 'inspect' }>).raster;
    const options = { signal, timeLimitMs: 60_000 };
    const cog = cogSchema.parse({ crs: 'EPSG:3857' });
    const output = join(scratch, 'out.tif');
    const convert: GdalJob = {
      kind: 'convert',
      rasters: [raster],
      georeference: { by: 'transform' },
      cog,
      output,
      scratch,
    };
    await expect(pool.run(convert, options)).rejects.toMatchObject({ code: 'GdalMemoryLimit' });
    await expect(pool.run(job, options)).resolves.toMatchObject({ widthPx: 4000 });
    pool.close();
  });
});
