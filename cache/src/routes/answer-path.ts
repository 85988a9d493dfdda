import type { FastifyReply, FastifyRequest } from 'fastify';
import { isPvsError, notFound } from '@pvs/core/errors';
import { logFailure } from '@pvs/core/http/log-failure';
import { owsException } from '@pvs/core/ows/ows-exception';
import type { CacheContext } from '../cache-context.ts';

/** Answers a path of WMTS REST. Whatever is wrong with it, there is no such resource: 404 with the reason. */
export async function answeringPath(
  request: FastifyRequest,
  reply: FastifyReply,
  { log }: CacheContext,
  answer: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await answer();
  } catch (error) {
    const { mediaType, body, status, headers } = owsException(error, new Map([['service', 'WMTS']]));
    if (status === 500) throw error;
    logFailure(log, request.url, error);
    const isWrongPath = isPvsError(error, 'InvalidInput') || isPvsError(error, 'NotFound');
    return reply
      .status(isWrongPath ? 404 : (status ?? 500))
      .headers(headers ?? {})
      .type(mediaType)
      .send(body);
  }
}

/** The two parts of a path's last segment. @throws NotFound where it has no extension */
export function splitExtension(file: string): { name: string; extension: string } {
  const dot = file.lastIndexOf('.');
  if (dot > 0) return { name: file.slice(0, dot), extension: file.slice(dot + 1) };
  throw notFound(`'${file}' has no extension: expected one such as .png`, {
    code: 'InvalidParameterValue',
    detail: { locator: 'format' },
  });
}
