import { type ArchiveOrder, archiveId, parseArchiveMessage } from '@pvs/core/archive/archive-order';
import type { QueueMessage } from '@pvs/core/queue/queue-item';
import type { Job, Stage, Step } from '@pvs/core/queue/stage';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import type { ArchiveContext } from './archive-context.ts';
import { keepOriginal } from './keep-original.ts';
import { releaseLanding } from './landing-space.ts';
import { retrieveOriginal } from './retrieve-original.ts';

/** An order, and what it leads to. */
export interface ArchiveState {
  readonly order: ArchiveOrder;
  readonly again?: QueueMessage;
}

type Order<Kind extends ArchiveOrder['kind']> = Extract<ArchiveOrder, { kind: Kind }>;

/**
 * The archive: originals of what was preprocessed are copied to it, and come back on demand, to be preprocessed
 * again. Orders about one package are carried out one after the other.
 */
export const archiveStage = (context: ArchiveContext): Stage<ArchiveState> => ({
  keys: stageKeys.archive,
  idOf: archiveId,
  begin: (raw, queue) => ({ order: parseArchiveMessage(raw, queue) }),
  steps: [
    onOrder('keep', async (order, job) => {
      const { files } = await keepOriginal(context, order, job);
      job.log.info(
        { files: files.map(({ key, sizeBytes, sha256 }) => ({ key, sizeBytes, sha256 })) },
        'Original:Kept',
      );
      return {};
    }),
    onOrder('retrieve', async ({ path }, job) => ({ again: await retrieveOriginal(context, path, job) })),
    onOrder('release', async ({ path, retrieval }, job) => {
      const released = await releaseLanding(context, path, retrieval);
      job.log.info({ released }, 'Landing:Released');
      return {};
    }),
  ],
  next: ({ again }) => (again ? [again] : []),
});

const onOrder = <Kind extends ArchiveOrder['kind']>(
  kind: Kind,
  run: (order: Order<Kind>, job: Job) => Promise<Partial<ArchiveState>>,
): Step<ArchiveState> => ({
  name: kind,
  applies: ({ order }) => order.kind === kind,
  run: ({ order }, job) => run(order as Order<Kind>, job),
});
