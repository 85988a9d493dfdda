import { readProcesses, type SeenProcess } from '@pvs/core/observe/process-board';
import { askReplicas, type AskedReplica } from '../health/ask-replicas.ts';
import { askBackingServices, type BackingService } from '../health/backing-services.ts';
import { schema } from '../json-schema.ts';
import type { OpsView } from '../ops-view.ts';
import { healthPage } from '../pages/health-page.ts';

/** Whether all that a stack consists of can do its work. */
export interface Health {
  readonly processes: readonly SeenProcess[];
  /** Of services that do not tell Redis of themselves. */
  readonly asked: readonly AskedReplica[];
  readonly backing: readonly BackingService[];
}

const { text, time, count, array, object } = schema;

const process = object({
  ...{ id: text, service: text, host: text, pid: count, version: text, since: time, at: time },
  problems: { ...array(text), description: 'why it cannot work, as its /readyz says' },
  memoryBytes: count,
  state: {
    enum: ['ready', 'waiting', 'silent'],
    description: 'silent: it ended without a word, or cannot reach Redis',
  },
});

/** `/ops/health`: every process of every service, and what they stand on. */
export const health: OpsView<Health> = {
  path: '/ops/health',
  name: 'Health',
  summary:
    'every replica of every service: version, since when, whether it is ready or why not; what they stand on',
  parameters: [],
  answer: object({
    processes: array(process),
    asked: array(object({ service: text, address: text, ready: { type: 'boolean' }, problems: array(text) })),
    backing: array(object({ name: text, ready: { type: 'boolean' }, says: text, tookMs: count })),
  }),
  isLive: true,
  async read(context) {
    const { PVS_CLIENT_URL: client } = context.env;
    const [processes, asked, backing] = await Promise.all([
      readProcesses(context.redis),
      client === undefined ? [] : askReplicas('client', client),
      askBackingServices(context),
    ]);
    return { processes, asked, backing };
  },
  page: healthPage,
};
