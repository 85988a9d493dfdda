import type { FastifyInstance, FastifyRequest } from 'fastify';
import { publicUrl } from '@pvs/core/http/public-url';
import type { IngestorContext } from '../ingestor-context.ts';
import { sendEvents } from '../send-events.ts';
import { currentState, requireTask } from './find-task.ts';
import { followTask } from './follow-task.ts';
import { productLinks } from './product-links.ts';
import type { Task } from './task.ts';
import { taskKeys } from './task-keys.ts';
import type { TaskState } from './task-state.ts';

/** Where a task is shown. */
export const taskPath = (id: string) => `/ingest/tasks/${id}`;

/** `/ingest/tasks`: what became of each submission, now and live. */
export function taskRoutes(app: FastifyInstance, context: IngestorContext, stopped: AbortSignal): void {
  const { redis } = context;

  app.get<{ Querystring: { limit?: string } }>('/ingest/tasks', async (request) => {
    const limit = Math.min(Math.max(Number(request.query.limit ?? 50) || 50, 1), 500);
    const [open, ended] = await Promise.all([
      redis.zrange(taskKeys.open, 0, String(limit - 1), 'REV'),
      redis.zrange(taskKeys.ended, 0, String(limit - 1), 'REV'),
    ]);
    const ids = [...open, ...ended].sort().reverse().slice(0, limit);
    const tasks = await Promise.all(
      ids.map(async (id) => {
        const task = await requireTask(redis, id);
        const { items, ...state } = await currentState(redis, task);
        return { ...heading(task), ...state, count: items.length };
      }),
    );
    return { open: await redis.zcard(taskKeys.open), tasks };
  });

  app.get<{ Params: { id: string } }>('/ingest/tasks/:id/events', async (request, reply) => {
    const task = await requireTask(redis, request.params.id);
    await sendEvents(request, reply, 'state', (signal) => followTask(redis, task, signal), stopped);
  });
}

/** One task with everything that is known about it. */
export async function showTask(context: IngestorContext, task: Task, request: FastifyRequest) {
  const state = await currentState(context.redis, task);
  const base = publicUrl(request, context.env.PVS_PUBLIC_URL);
  return {
    ...heading(task),
    ...withFiles(task, state),
    refused: task.refused,
    products: await productLinks(context, task, state, base),
    links: [
      { rel: 'self', href: `${base}${taskPath(task.id)}` },
      { rel: 'events', href: `${base}${taskPath(task.id)}/events` },
    ],
  };
}

const heading = ({ id, kind, source, at }: Task) => ({ id, kind, source, at });

function withFiles(task: Task, { items, ...state }: TaskState) {
  const shown = items.map((item, i) => {
    const { preprocessId, sizeBytes, checksum } = task.items[i] ?? { preprocessId: '' };
    return {
      ...item,
      path: preprocessId,
      ...(sizeBytes !== undefined && { sizeBytes }),
      ...(checksum !== undefined && { checksum }),
    };
  });
  return { ...state, items: shown };
}
