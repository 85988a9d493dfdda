import { conflict, messageOf, sourceUnavailable } from '@pvs/core/errors';
import { type DrawMetatile, readTiles } from '@pvs/core/layers/metatile';

/** How long a metatile may take before the request fails and is tried again by the client. */
const DEADLINE_MS = 60_000;

/** Asks a renderer at `url` over HTTP. */
export function httpRenderer(url: string): DrawMetatile {
  const endpoint = `${url.replace(/\/+$/, '')}/internal/metatile`;
  return async (request, signal) => {
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    let response: Response;
    try {
      response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      if (response.ok) return readTiles(Buffer.from(await response.arrayBuffer()));
    } catch (cause) {
      throw sourceUnavailable(`the renderer at ${url} does not answer: ${messageOf(cause)}`, { cause });
    }
    const problem = (await response.json().catch(() => ({}))) as { code?: string; message?: string };
    const message = problem.message ?? `the renderer answered ${response.status}`;
    if (problem.code === 'ProductChanged') throw conflict(message, { code: problem.code });
    throw sourceUnavailable(message, { code: problem.code ?? 'RendererFailed' });
  };
}
