import type { FastifyReply, FastifyRequest } from 'fastify';

export interface Refusal {
  readonly status: 401 | 403;
  readonly code: string;
  readonly message: string;
  /** `WWW-Authenticate` (RFC 6750 §3). */
  readonly header: string;
}

/** Browsers are to ask people for the token, as a password; programs are told the usual way. */
export function challengeOf({ headers }: FastifyRequest, wasGiven: boolean): string {
  if (headers.accept?.includes('text/html')) return 'Basic realm="token as password", charset="UTF-8"';
  return wasGiven ? 'Bearer error="invalid_token"' : 'Bearer';
}

/** Answers who may not. */
export const refusal = (reply: FastifyReply, { status, code, message, header }: Refusal) =>
  reply
    .status(status)
    .header('www-authenticate', header)
    .header('cache-control', 'no-store')
    .send({ code, message });
