import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isPvsError, messageOf } from '@pvs/core/errors';
import { isGivenUp, logFailure } from '@pvs/core/http/log-failure';
import { STATUS_OF } from '@pvs/core/ows/ows-exception';

/** An error as OGC API has it (OGC 17-069r4, exception): `code` and `description`. */
export function answerProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) {
  if (isGivenUp(error, reply)) return reply.hijack();
  reply.header('cache-control', 'no-store');
  if (isPvsError(error)) {
    logFailure(request.log, request.url, error);
    const status = STATUS_OF[error.kind];
    if (status === 503) reply.header('retry-after', '5');
    return reply.status(status).send({ code: error.code, description: error.message });
  }
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status < 500)
    return reply.status(status).send({ code: 'InvalidRequest', description: messageOf(error) });
  logFailure(request.log, request.url, error);
  return reply.status(500).send({ code: 'InternalError', description: 'internal error' });
}
