import { wmtsCapabilities } from '../wmts/capabilities.ts';
import type { CacheRequest } from './cache-request.ts';

export const wmtsGetCapabilities: CacheRequest = {
  service: 'WMTS',
  request: 'GetCapabilities',
  async answer({ context, publicUrl, reply }) {
    const { mediaType, body } = wmtsCapabilities(context.stack, context.follower.index, publicUrl);
    return reply.header('cache-control', 'no-cache').type(mediaType).send(body);
  },
};
