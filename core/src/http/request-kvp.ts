import type { FastifyRequest } from 'fastify';
import { type Kvp, parseKvp } from '../ows/kvp.ts';

/** The parameters of a request as they were sent: fastify's own reading fails on what clients get wrong. */
export function requestKvp(request: FastifyRequest): Kvp {
  return parseKvp((request.raw.url ?? '').replace(/^[^?]*/, ''));
}
