import { isPvsError, messageOf } from '@pvs/core/errors';
import gdal from 'gdal-async';
import { assembleRaster } from './assemble-raster.ts';
import { convertRaster } from './convert-raster.ts';
import type { GdalJob, GdalResult, JobMessage, WorkerMessage } from './gdal-job.ts';
import { foreignDrivers } from './gdal-drivers.ts';
import { inspectRaster } from './inspect-raster.ts';

/**
 * The process that GDAL runs in: one job at a time, by messages. Untrusted files are read here and nowhere else, so
 * a crash takes one item down and not the service. It ends with its parent.
 */
const send = (message: WorkerMessage) => process.send?.(message);

function work(job: GdalJob, progress: (fraction: number) => void): GdalResult | Promise<GdalResult> {
  switch (job.kind) {
    case 'inspect':
      return inspectRaster(job);
    case 'assemble':
      return assembleRaster(job);
    case 'convert':
      return convertRaster(job, progress);
  }
}

async function answer(job: GdalJob): Promise<void> {
  try {
    const progress = (fraction: number) => send({ type: 'progress', fraction });
    const result = await work(job, progress);
    send({ type: 'result', result, spent: foreignDrivers().length > 0 });
  } catch (error) {
    const code = isPvsError(error) ? error.code : 'RasterUnreadable';
    send({ type: 'error', code, reason: messageOf(error), spent: foreignDrivers().length > 0 });
  }
}

process.on('message', ({ job }: JobMessage) => void answer(job));
process.on('disconnect', () => process.exit(0));
// The parent decides when this ends: a terminal's Ctrl-C and a service manager's stop reach both.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// The parent reads standard error: some reasons are said only there.
gdal.verbose();
send({ type: 'ready' });
