import { invalidInput } from '../errors.ts';

const FORM = /^(redis|rediss|redis\+sentinel|rediss\+sentinel):\/\/(?:([^/@]*)@)?([^/?]*)(?:\/([^?]*))?$/;
const [PORT, SENTINEL_PORT] = [6379, 26_379];

interface HostPort {
  readonly host: string;
  readonly port: number;
}

interface Tls {
  readonly ca?: string;
}

/** The options of an ioredis connection that say where Redis is. */
export interface RedisAddress {
  readonly host?: string;
  readonly port?: number;
  readonly db?: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: Tls;
  readonly sentinels?: HostPort[];
  /** Of the master that the sentinels watch. */
  readonly name?: string;
  readonly sentinelTLS?: Tls;
  readonly enableTLSForSentinelMode?: boolean;
}

/**
 * Where Redis is.
 * @example `redis://:secret@host:6379/0`, `rediss://host:6380`, `redis+sentinel://:secret@one:26379,two:26379/master`,
 * `rediss+sentinel://one,two,three/master/0`
 * @param ca certificates (PEM) to trust beside the system's where the URL's protocol is one with TLS
 * @throws InvalidInput for any other form
 */
export function redisOptions(url: string, ca?: string): RedisAddress {
  const parts = FORM.exec(url);
  const [, protocol = '', login = '', authority = '', path = ''] = parts ?? [];
  const hosts = authority.split(',').filter((host) => host !== '');
  if (!parts || hosts.length === 0) throw invalid(url, 'redis://HOST[:PORT][/DATABASE]');
  const [username = '', password = ''] = login.includes(':') ? split(login, ':') : ['', login];
  const tls = protocol.startsWith('rediss') ? { tls: ca === undefined ? {} : { ca } } : {};
  const common = {
    ...tls,
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
  if (!protocol.endsWith('+sentinel')) {
    if (hosts.length > 1) throw invalid(url, 'one host; several are for redis+sentinel://');
    return { ...common, ...address(hosts[0] ?? '', PORT), db: databaseOf(url, path) };
  }
  const [name = '', database = ''] = split(path, '/');
  if (name === '')
    throw invalid(url, 'the name of the master after the sentinels: redis+sentinel://A,B/NAME');
  const sentinels = hosts.map((host) => address(host, SENTINEL_PORT));
  return {
    ...{ ...common, sentinels, name: decodeURIComponent(name), db: databaseOf(url, database) },
    ...(protocol.startsWith('rediss')
      ? { sentinelTLS: ca === undefined ? {} : { ca }, enableTLSForSentinelMode: true }
      : {}),
  };
}

/** The URL as it can be shown. */
export const withoutPassword = (url: string): string =>
  url.replace(/^([a-z+]+:\/\/)(?:([^/@:]*):)?[^/@]*@/i, '$1$2:***@');

function address(text: string, defaultPort: number): HostPort {
  const [, host = text, port] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  return { host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? defaultPort : Number(port) };
}

function databaseOf(url: string, text: string): number {
  if (!/^\d*$/.test(text)) throw invalid(url, 'the number of a database after the host');
  return Number(text);
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

const invalid = (url: string, expected: string) =>
  invalidInput(`'${withoutPassword(url)}' is not the address of a Redis: expected ${expected}`, {
    code: 'InvalidEnvironment',
  });
