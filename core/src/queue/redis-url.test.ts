import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { freePort, redisProgram, startRedis } from '../testing/redis-server.ts';
import { connectRedis } from './redis.ts';
import { redisOptions, withoutPassword } from './redis-url.ts';

const run = promisify(execFile);
const log = pino({ level: 'silent' });

test.each([
  ['redis://localhost', { host: 'localhost', port: 6379, db: 0 }],
  ['redis://:p%40ss@[::1]:7000/3', { host: '::1', port: 7000, db: 3, password: 'p@ss' }],
  ['redis://user:pass@host', { host: 'host', port: 6379, db: 0, username: 'user', password: 'pass' }],
  ['rediss://host:6380', { host: 'host', port: 6380, db: 0, tls: {} }],
  [
    'redis+sentinel://:pass@one:1,two/main/2',
    {
      sentinels: [
        { host: 'one', port: 1 },
        { host: 'two', port: 26_379 },
      ],
      ...{ name: 'main', db: 2, password: 'pass' },
    },
  ],
])('%s', (url, expected) => expect(redisOptions(url)).toEqual(expected));

test.each(['http://host', 'redis://', 'redis://a,b', 'redis+sentinel://a:1', 'redis://host/x'])(
  '%s is refused',
  (url) => expect(() => redisOptions(url)).toThrow(/is not the address of a Redis: expected/),
);

test('a password is not shown', () => {
  expect(withoutPassword('redis+sentinel://me:secret@a,b/main')).toBe('redis+sentinel://me:***@a,b/main');
  expect(withoutPassword('redis://:secret@host')).toBe('redis://:***@host');
  expect(withoutPassword('redis://host:1')).toBe('redis://host:1');
});

test('TLS with a certificate authority of one’s own', async ({ skip }) => {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-tls-'));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const form = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await run('openssl', [...form, '-keyout', key, '-out', cert, '-days', '2', ...subject]);
  const tlsPort = await freePort();
  const tls = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-auth-clients', 'no'];
  const server = await startRedis({ settings: ['--tls-port', String(tlsPort), ...tls] }).catch(
    (error: unknown) => {
      // One that somebody chose may be built without it; the machine's own has it.
      if (redisProgram === 'redis-server') throw error;
    },
  );
  if (!server) return skip(`${redisProgram} does not know TLS`);
  const redis = connectRedis(`rediss://127.0.0.1:${tlsPort}`, log, await readFile(cert, 'utf8'));
  expect(await redis.ping()).toBe('PONG');
  redis.disconnect();
  const reason = Promise.withResolvers<string>();
  const stranger = connectRedis(`rediss://127.0.0.1:${tlsPort}`, log);
  stranger.on('error', (error: Error) => reason.resolve(error.message));
  expect(await reason.promise).toMatch(/self.signed certificate/);
  stranger.disconnect();
  await server.stop();
  await rm(directory, { recursive: true });
});
