import { readEnvironment } from '../config/environment.ts';
import { loadStack } from '../config/load-stack.ts';
import { invalidInput, sourceUnavailable } from '../errors.ts';
import { runStageService, startable } from '../http/run-stage-service.ts';
import { createLog } from '../observe/log.ts';
import { connectRedis } from '../queue/redis.ts';
import { stageKeys } from '../queue/stage-keys.ts';
import type { Stage } from '../queue/stage.ts';

/** A stage service whose items are fetched from the archive at ARCHIVE_URL: what the tests do to it, it meets. */
const archive = process.env['ARCHIVE_URL'] ?? '';
const env = readEnvironment(process.env);
const stack = await loadStack(env);
const log = createLog('archivist', 'info');
const redis = connectRedis(env.PVS_REDIS_URL ?? '', log);

async function ask(method: string, id: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(`${archive}/${id}`, { method, signal }).catch((cause: unknown) => {
    throw sourceUnavailable('the archive is away', { cause });
  });
  if (!response.ok) throw invalidInput(`the archive has no ${id}`, { code: 'NotInArchive' });
  return response;
}

const stage: Stage<{ id: string; sizeBytes: number }> = {
  keys: stageKeys.register,
  idOf: (raw) => raw,
  begin: (id) => ({ id, sizeBytes: 0 }),
  steps: [
    {
      name: 'measure',
      async run({ id }, job) {
        const sizeBytes = Number((await ask('HEAD', id, job.signal)).headers.get('content-length'));
        await job.reserve(sizeBytes);
        return { sizeBytes };
      },
    },
    {
      name: 'fetch',
      async run({ id }, job) {
        const content = await (await ask('GET', id, job.signal)).arrayBuffer();
        job.transferred('in', content.byteLength);
        return {};
      },
    },
    {
      name: 'copy',
      async run({ sizeBytes }, job) {
        job.transferred('out', 2 * sizeBytes);
        return {};
      },
    },
  ],
  next: () => [],
};

await runStageService({
  name: 'archive',
  context: { env, stack: { ...stack, stages: { ...stack.stages, bytesInWork: 100 } }, log, redis },
  stages: [startable(stage, 5)],
  checks: [],
  close: async () => redis.disconnect(),
  // Longer than a busy machine needs to finish what was in work.
  graceMs: 4000,
});
