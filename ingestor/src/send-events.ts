import type { FastifyReply, FastifyRequest } from 'fastify';
import { COMMON_HEADERS } from '@pvs/core/http/shortcuts';

/** Proxies close what is silent. */
const KEEP_ALIVE_MS = 15_000;
/** Then a browser asks again, and whether it still may is looked at anew. */
const LONGEST_MS = 600_000;

/**
 * Answers with server-sent events (HTML Living Standard §9.2): one for each value, until there are no more, the client
 * has gone, ten minutes are over or this process is to end.
 * @param follow gets a signal of all of these
 */
export async function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  follow: (signal: AbortSignal) => AsyncIterable<unknown>,
  stopped: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  reply.hijack();
  const { raw } = reply;
  request.raw.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, stopped, AbortSignal.timeout(LONGEST_MS)]);
  raw.writeHead(200, {
    ...COMMON_HEADERS,
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    // Nginx and others would wait for more.
    'x-accel-buffering': 'no',
  });
  const alive = setInterval(() => raw.write(': alive\n\n'), KEEP_ALIVE_MS);
  try {
    for await (const value of follow(signal)) raw.write(`event: ${name}\ndata: ${JSON.stringify(value)}\n\n`);
  } catch (error) {
    // What is sent cannot be taken back: the browser asks again.
    request.log.warn({ error: String(error) }, 'Events:Broken');
  } finally {
    clearInterval(alive);
    raw.end();
  }
}
