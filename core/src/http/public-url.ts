import type { FastifyRequest } from 'fastify';

/**
 * The URL under which the client sees this stack, without a trailing slash: configured, or from the headers a proxy
 * such as Traefik adds (`X-Forwarded-Proto`, `-Host`, `-Prefix`), or from the request itself. Forwarded headers are
 * only believed where they look like what they should be: they end up in documents.
 */
export function publicUrl(request: FastifyRequest, configured: string | undefined): string {
  if (configured !== undefined) return configured.replace(/\/+$/, '');
  const forwarded = (name: string, form: RegExp) => {
    const value = request.headers[`x-forwarded-${name}`];
    const first = (Array.isArray(value) ? value[0] : value)?.split(',')[0]?.trim();
    return first !== undefined && form.test(first) ? first : undefined;
  };
  const protocol = forwarded('proto', /^https?$/) ?? 'http';
  const host =
    forwarded('host', HOST) ?? (HOST.test(request.headers.host ?? '') ? request.headers.host : 'localhost');
  const prefix = forwarded('prefix', /^(\/[\w.~-]+)+\/?$/)?.replace(/\/$/, '') ?? '';
  return `${protocol}://${host}${prefix}`;
}

const HOST = /^([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/i;
