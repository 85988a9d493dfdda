import type { StackConfig } from '../config/stack.ts';
import { invalidInput } from '../errors.ts';

/** Which servers may be read from: `sources` of the stack's YAML. */
export type HttpRules = StackConfig['sources'];

/**
 * The URL, where its host is one that packages may come from.
 * @throws InvalidInput `SourceNotAllowed`
 */
export function allowedUrl(text: string | URL, { httpHosts }: HttpRules, base?: URL): URL {
  const url = URL.parse(String(text), base?.href);
  const refuse = (why: string) =>
    invalidInput(`'${url ? shownUrl(url) : String(text)}' is no place to read a package from: ${why}`, {
      code: 'SourceNotAllowed',
    });
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw refuse('expected http:// or https://');
  // It would be seen in queues and logs.
  if (url.username !== '' || url.password !== '') throw refuse('a URL with a name and password is not taken');
  if (base?.protocol === 'https:' && url.protocol === 'http:') throw refuse('it leads from https to http');
  if (httpHosts.some((host) => matches(host, url))) return url;
  const allowed = httpHosts.length > 0 ? httpHosts.join(', ') : 'none';
  throw refuse(`allowed hosts are ${allowed} (sources.httpHosts in the stack’s YAML)`);
}

/** `host`, `host:port` or `*.domain`. */
function matches(allowed: string, { hostname, host }: URL): boolean {
  const given = allowed.toLowerCase();
  if (given.startsWith('*.')) return hostname.endsWith(given.slice(1));
  return given === hostname || given === host;
}

/** A URL without its query, which may hold a signature. */
export const shownUrl = ({ origin, pathname }: URL) => origin + pathname;
