import type { CacheRequest } from './cache-request.ts';

/** The renderer's own, with this service's address: the layers and formats are the same. */
export const wmsGetCapabilities: CacheRequest = {
  service: 'WMS',
  request: 'GetCapabilities',
  aliases: ['capabilities'],
  async answer({ kvp, request: { sight }, reply, renderer, publicUrl }) {
    const {
      status = 200,
      headers = {},
      mediaType,
      body,
    } = await renderer.ows(kvp, { publicUrl, sight, signal: AbortSignal.timeout(DEADLINE_MS) });
    const document = body.toString().replaceAll(`${publicUrl}/ows?`, `${publicUrl}/cache/ows?`);
    return reply.status(status).headers(headers).type(mediaType).send(document);
  },
};

const DEADLINE_MS = 30_000;
