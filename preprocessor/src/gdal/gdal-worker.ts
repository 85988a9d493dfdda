import { isPvsError, messageOf } from '@pvs/core/errors';
import gdal from 'gdal-async';
import type { GdalJob, JobMessage, WorkerMessage } from './gdal-job.ts';
import { foreignDrivers } from './gdal-drivers.ts';
import { type JobKind, jobKinds } from './job-kinds.ts';

/**
 * The process that GDAL runs in: one job at a time, by messages. Untrusted files are read here and nowhere else, so
 * a crash takes one item down and not the service. It ends with its parent.
 */
const send = (message: WorkerMessage) => process.send?.(message);

const work = <Kind extends GdalJob['kind']>(
  job: Extract<GdalJob, { kind: Kind }>,
  progress: (fraction: number) => void,
) => (jobKinds[job.kind] as JobKind<Kind>)(job, progress);

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
