import type { FastifyRequest } from 'fastify';
import type { FileWish } from '@pvs/core/ows/ows-request';

/** What of a file a request wants, as its headers say. */
export const fileWish = ({ method, headers }: FastifyRequest): FileWish => ({
  isHead: method === 'HEAD',
  wantsAddress: /\btext\/uri-list\b/i.test(headers.accept ?? ''),
  range: headers.range,
  ifRange: headers['if-range'] as string | undefined,
  ifNoneMatch: headers['if-none-match'],
});
