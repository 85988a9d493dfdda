import { setTimeout as sleep } from 'node:timers/promises';
import { conflict, messageOf, sourceUnavailable } from '@pvs/core/errors';
import {
  type DrawMetatile,
  METATILE_MEDIA_TYPE,
  readTiles,
  writeMetatileRequest,
} from '@pvs/core/layers/metatile';
import { writeSight } from '@pvs/core/access/sight-header';
import { REQUEST_ID_HEADER, requestIds } from '@pvs/core/observe/request-id';
import { carrier, inSpan } from '@pvs/core/observe/tracing';
import type { AnswerOws } from '@pvs/core/ows/ows-request';
import type { Renderer } from './renderer.ts';

/** Asks a renderer at `url` over HTTP; what takes longer than `deadlineMs` is `SourceUnavailable`. */
export function httpRenderer(url: string, deadlineMs: number): Renderer {
  const base = { url: url.replace(/\/+$/, ''), deadlineMs };
  return { draw: drawOver(base), ows: owsOver(base) };
}

interface Base {
  readonly url: string;
  readonly deadlineMs: number;
}

/** Times that a renderer is asked, and the pause between them. */
const TRIES = 3;
const PAUSE_MS = 200;

/**
 * Asks again where no answer began: a renderer that ends closes connections that are idle, maybe just as a request is
 * sent on one of them, and drawing changes nothing.
 */
async function ask(base: Base, path: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
  const deadline = AbortSignal.timeout(base.deadlineMs);
  const ended = signal ? AbortSignal.any([signal, deadline]) : deadline;
  for (let tries = 1; ; tries += 1) {
    try {
      return await askOnce(base, path, { ...init, signal: ended });
    } catch (cause) {
      if (tries === TRIES || ended.aborted) throw away(base, cause);
    }
    await sleep(PAUSE_MS);
  }
}

/** The renderer goes on with the trace and the id of the request that it draws for. */
function askOnce(base: Base, path: string, init: RequestInit): Promise<Response> {
  const id = requestIds.getStore();
  return inSpan({ name: `${init.method ?? 'GET'} ${path.replace(/\?.*/, '')}`, kind: 'client' }, () => {
    const given = init.headers as Record<string, string>;
    const headers = { ...given, ...carrier(), ...(id === undefined ? {} : { [REQUEST_ID_HEADER]: id }) };
    return fetch(`${base.url}${path}`, { ...init, headers });
  });
}

const away = ({ url }: Base, cause: unknown) =>
  sourceUnavailable(`the renderer at ${url} does not answer: ${messageOf(cause)}`, { cause });

const bodyOf = async (base: Base, response: Response) =>
  Buffer.from(
    await response.arrayBuffer().catch((cause: unknown) => {
      throw away(base, cause);
    }),
  );

const drawOver =
  (base: Base): DrawMetatile =>
  async (request, signal) => {
    const headers = { 'content-type': METATILE_MEDIA_TYPE };
    const init = { method: 'POST', headers, body: new Uint8Array(writeMetatileRequest(request)) };
    const response = await ask(base, '/internal/metatile', init, signal);
    if (response.ok) return readTiles(await bodyOf(base, response));
    const problem = (await response.json().catch(() => ({}))) as { code?: string; message?: string };
    const message = problem.message ?? `the renderer answered ${response.status}`;
    if (problem.code === 'ProductChanged') throw conflict(message, { code: problem.code });
    throw sourceUnavailable(message, { code: problem.code ?? 'RendererFailed' });
  };

/** Headers of an answer that are the client's business. */
const PASSED_ON = ['cache-control', 'content-disposition', 'retry-after'] as const;

/** The renderer writes its own exceptions: they are passed on as they are. */
const owsOver =
  (base: Base): AnswerOws =>
  async (kvp, { publicUrl, sight, signal }) => {
    const { protocol, host, pathname } = new URL(publicUrl);
    const headers = {
      'x-forwarded-proto': protocol.replace(':', ''),
      'x-forwarded-host': host,
      ...(pathname === '/' ? {} : { 'x-forwarded-prefix': pathname }),
    };
    const query = new URLSearchParams([...kvp]).toString();
    const response = sight.isOpen
      ? await ask(base, `/ows?${query}`, { headers }, signal)
      : await ask(base, `/internal/ows?${query}`, { headers: { ...headers, ...writeSight(sight) } }, signal);
    const kept = PASSED_ON.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    return {
      status: response.status,
      mediaType: response.headers.get('content-type') ?? 'application/octet-stream',
      headers: Object.fromEntries(kept),
      body: await bodyOf(base, response),
    };
  };
