import type { IngestorContext } from '../ingestor-context.ts';
import { newTaskId } from '../tasks/find-task.ts';
import { submitTask } from '../tasks/submit-task.ts';
import { PACKAGE_QUEUE, taskItem } from '../tasks/task-item.ts';
import type { RefusedItem, Task } from '../tasks/task.ts';
import type { Arrival, Inbox } from './inbox.ts';

/**
 * Brings a file to where it can be read, and queues it; one that cannot be a package is noted as refused. Once for
 * each version of it.
 * @returns the id of its task
 * @throws SourceUnavailable
 */
export async function takeArrival(
  { redis, stack, log }: IngestorContext,
  inbox: Inbox,
  arrival: Arrival,
  signal: AbortSignal,
): Promise<string> {
  const { name, sizeBytes, version } = arrival;
  const { id: source } = inbox.config;
  const id = newTaskId();
  const refusal = refusalOf(arrival, stack.limits.packageBytes);
  const task: Task = {
    id,
    kind: 'inbox',
    source: `${source}: ${name}`,
    at: new Date().toISOString(),
    items: refusal ? [] : [await landedItem(inbox, arrival, signal)],
    refused: refusal ? [refusal] : [],
  };
  const taken = await submitTask(redis, { task, once: { source, version } });
  if (taken === id) log.info({ inbox: source, name, sizeBytes, task: id }, 'Arrival:Queued');
  return taken;
}

async function landedItem(inbox: Inbox, arrival: Arrival, signal: AbortSignal) {
  const { path, checksum } = await inbox.land(arrival, signal);
  const { name, sizeBytes } = arrival;
  return taskItem({ name, queue: PACKAGE_QUEUE, message: path, sizeBytes, checksum }, path);
}

function refusalOf({ name, sizeBytes }: Arrival, maxBytes: number): RefusedItem | undefined {
  if (sizeBytes === 0) return { name, code: 'EmptyPackage', message: `${name} has no bytes` };
  if (sizeBytes <= maxBytes) return undefined;
  const message = `${name} has ${sizeBytes} bytes: allowed are ${maxBytes} (limits.packageBytes)`;
  return { name, code: 'PackageTooLarge', message };
}
