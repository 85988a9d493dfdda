import { publicUrl } from '@pvs/core/http/public-url';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IngestorContext } from '../ingestor-context.ts';
import type { FilledForm, OpsView, Query } from './ops-view.ts';
import { type FramedPage, openPageFrame } from './pages/page-frame.ts';
import { opsViews } from './views/index.ts';

const EMPTY: FilledForm = { values: new URLSearchParams(), problems: {} };
const links = opsViews.flatMap(({ path, name }) => (name === undefined ? [] : [{ path, name }]));

/** What a page is to show of its view. */
export interface Shown {
  readonly query: Query;
  readonly form?: FilledForm;
  readonly told?: FramedPage['told'];
}

/** Whole pages of views. */
export interface OpsPages {
  /** URL of the stack as its reader sees it. */
  baseFor(request: FastifyRequest): string;
  render(view: OpsView<unknown>, request: FastifyRequest, shown: Shown): Promise<string>;
  send(reply: FastifyReply, page: string, status?: number): FastifyReply;
}

export function openOpsPages(context: IngestorContext): OpsPages {
  const { redis, stack, env } = context;
  const frame = openPageFrame();
  const baseFor = (request: FastifyRequest) => publicUrl(request, env.PVS_PUBLIC_URL);
  return {
    baseFor,
    async render(view, request, { query, form = EMPTY, told }) {
      const { path, name = '', isLive } = view;
      const base = baseFor(request);
      const data = await view.read(context, query);
      const failed = await Promise.all(Object.values(stageKeys).map(({ failure }) => redis.scard(failure)));
      return frame.render({
        ...{ title: stack.title, base, path, name, isLive, links, ...(told ? { told } : {}) },
        failed: failed.reduce((sum, one) => sum + one, 0),
        content: view.page?.(data, { base, stack, query, form, nowMs: Date.now() }),
      });
    },
    send: (reply, page, status = 200) => reply.status(status).headers(frame.headers).send(page),
  };
}
