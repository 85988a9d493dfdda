import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { environmentSchema, readEnvironment, required } from './environment.ts';

let directory: string;
let secret: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pvs-environment-'));
  secret = join(directory, 'token');
  writeFileSync(secret, 'from-a-file\n');
});

afterAll(() => rmSync(directory, { recursive: true }));

test('what is not set, or empty, has its default; other variables do not matter', () => {
  const env = readEnvironment({ PVS_PORT: '', PVS_STACK: undefined, PATH: '/bin', PVS_OTHER: '1' });
  expect(env).toEqual({
    PVS_HOST: '127.0.0.1',
    PVS_DATA_DIR: '.pvs-data',
    PVS_STACK: 'vhr18',
    PVS_SOURCE_DIRS: '',
    PVS_DATABASE_POOL: 8,
    PVS_LOG_LEVEL: 'info',
  });
});

test('every variable is described', () => {
  for (const [name, schema] of Object.entries(environmentSchema.shape))
    expect(schema.description, name).toBeTruthy();
});

test('a secret is read from its file, unless it is given itself', () => {
  expect(readEnvironment({ PVS_TOKEN_FILE: secret }).PVS_TOKEN).toBe('from-a-file');
  // Compose files set what is missing to nothing.
  expect(readEnvironment({ PVS_TOKEN: '', PVS_TOKEN_FILE: secret }).PVS_TOKEN).toBe('from-a-file');
  expect(readEnvironment({ PVS_TOKEN: 'given-itself', PVS_TOKEN_FILE: secret }).PVS_TOKEN).toBe(
    'given-itself',
  );
  expect(() => readEnvironment({ PVS_TOKEN_FILE: '/nowhere/token' })).toThrow(
    /PVS_TOKEN_FILE: cannot read '\/nowhere\/token'/,
  );
});

test.each([
  ['PVS_PORT', '70000', /PVS_PORT: .*65535.*given '70000'/],
  ['PVS_PORT', 'http', /PVS_PORT: expected a number from 0 to 65535, given 'http'/],
  ['PVS_REDIS_URL', 'localhost:6379', /PVS_REDIS_URL: expected a URL starting with redis: or rediss:/],
  ['PVS_STORAGE_URL', '/data', /PVS_STORAGE_URL: expected a URL starting with file: or s3:, given '\/data'/],
  ['PVS_STACK', '../x', /PVS_STACK: expected lower-case letters/],
  ['PVS_LOG_LEVEL', 'loud', /PVS_LOG_LEVEL: .*"debug"/],
])('%s=%s is refused with what is allowed', (name, value, message) => {
  expect(() => readEnvironment({ [name]: value })).toThrow(message);
  expect(() => readEnvironment({ [name]: value })).toThrow(
    expect.objectContaining({ code: 'InvalidEnvironment' }),
  );
});

test('secrets are not shown', () => {
  const refuse = () => readEnvironment({ PVS_TOKEN: 'short', PVS_DATABASE_URL: 'mysql://me:hush@db/pvs' });
  expect(refuse).toThrow(/PVS_DATABASE_URL: .*given 'mysql:\/\/…@db\/pvs'.*|PVS_TOKEN/);
  expect(refuse).not.toThrow(/hush|short/);
});

test('the password of the database is laid into a URL that has none', () => {
  const variables = { PVS_DATABASE_PASSWORD: 'a@b/c:%20' };
  const { PVS_DATABASE_URL: url } = readEnvironment({
    ...variables,
    PVS_DATABASE_URL: 'postgres://pvs_reader@database/vhr18',
  });
  expect(url).toBe('postgres://pvs_reader:a%40b%2Fc%3A%2520@database/vhr18');
  expect(decodeURIComponent(new URL(url ?? '').password)).toBe('a@b/c:%20');
  const whole = 'postgres://pvs_reader:own@database/vhr18';
  expect(readEnvironment({ ...variables, PVS_DATABASE_URL: whole }).PVS_DATABASE_URL).toBe(whole);
});

test('a process says which variable it cannot do without, and what it is for', () => {
  expect(() => required(readEnvironment({}), 'PVS_REDIS_URL')).toThrow(
    /PVS_REDIS_URL is not set.*Redis that holds the queues/,
  );
  expect(required(readEnvironment({ PVS_PORT: '0' }), 'PVS_PORT')).toBe(0);
});
