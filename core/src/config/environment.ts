import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { invalidInput, messageOf } from '../errors.ts';
import { isNetwork } from './access.ts';

const portRule = { error: 'expected a number from 0 to 65535' };
const port = z.coerce.number(portRule).int(portRule).min(0, portRule).max(65535, portRule);
const url = (...protocols: string[]) =>
  z.string().refine((text) => protocols.some((p) => text.startsWith(`${p}:`)), {
    message: `expected a URL starting with ${protocols.map((p) => `${p}:`).join(' or ')}`,
  });

/** As the framework of HTTP takes them: https://fastify.dev/docs/latest/Reference/Server/#trustproxy */
const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];
const areNetworks = (text: string) =>
  text.split(',').every((part) => NAMED_NETWORKS.includes(part.trim()) || isNetwork(part.trim()));

/** Every environment variable of the stack; `docs/environment.md` is generated from this. */
export const environmentSchema = z.object({
  PVS_HOST: z.string().default('127.0.0.1').describe('Address that HTTP listens on'),
  PVS_PORT: port
    .optional()
    .describe(
      'Port that HTTP listens on, 0 for a free one; 8080, or a free one for processes that only serve health',
    ),
  PVS_PUBLIC_URL: url('http', 'https')
    .optional()
    .describe('URL under which clients reach the stack; else taken from the proxy’s forwarded headers'),
  PVS_PROXIES: z
    .string()
    .refine(areNetworks, {
      message: 'expected addresses, networks, loopback, linklocal or uniquelocal, between commas',
    })
    .optional()
    .describe(
      'Proxies that are believed where a request comes from (X-Forwarded-For), for logs and the audit: addresses and networks between commas, or uniquelocal for all private ones',
    ),
  PVS_DATA_DIR: z.string().default('.pvs-data').describe('Everything the bundled stack keeps'),
  PVS_STACK: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens')
    .default('vhr18')
    .describe('Name of the stack; selects config/{stack}.yml'),
  PVS_CONFIG: z.string().optional().describe('Path of the stack’s YAML, instead of config/{stack}.yml'),
  PVS_REDIS_URL: url('redis', 'rediss', 'redis+sentinel', 'rediss+sentinel')
    .optional()
    .describe(
      'Redis that holds the queues: redis://:password@host:port/database, rediss:// with TLS, redis+sentinel://host:port,host:port/master',
    ),
  PVS_REDIS_CA: z
    .string()
    .optional()
    .describe('Certificate authority (PEM) of a rediss:// server that the system does not know'),
  PVS_DATABASE_URL: url('postgres', 'postgresql').optional().describe('PostgreSQL with PostGIS'),
  PVS_DATABASE_PASSWORD: z.string().optional().describe('Password of PVS_DATABASE_URL, where that has none'),
  PVS_STORAGE_URL: url('file', 's3')
    .optional()
    .describe('Object storage: file:///directory or s3://bucket/prefix (with the usual AWS_* variables)'),
  PVS_RENDERER_URL: url('http', 'https').optional().describe('Where the cache reaches the renderer'),
  PVS_CLIENT_URL: url('http', 'https')
    .optional()
    .describe('Where the ingestor asks the web client, which Redis does not know of, whether it is ready'),
  PVS_CACHE_URL: url('http', 'https').optional().describe('Where the seeder reaches the cache'),
  PVS_TOKEN: z
    .string()
    .min(8)
    .optional()
    .describe(
      'Bearer token with all rights on /ingest and /ops, to begin with; see docs/access.md for others',
    ),
  PVS_SOURCE_DIRS: z
    .string()
    .default('')
    .describe('Directories, separated by colons, from which absolute package paths may be read'),
  PVS_DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(8)
    .describe('Database connections a process'),
  PVS_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severe log line that is written'),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http', 'https')
    .optional()
    .describe(
      'Where traces are sent (OTLP over HTTP, e.g. http://collector:4318), and OTEL_EXPORTER_OTLP_HEADERS with them; unset, nothing is traced',
    ),
});

export type Environment = z.infer<typeof environmentSchema>;

/** The variables a process was given, secrets also as `NAME_FILE` (a path whose content is the value). */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const given: Record<string, string> = {};
  for (const name of Object.keys(environmentSchema.shape)) {
    const value = variables[name] || fromFile(name, variables[`${name}_FILE`]);
    if (value) given[name] = value;
  }
  const parsed = environmentSchema.safeParse(given);
  if (parsed.success) return withPassword(parsed.data);
  throw invalidInput(
    parsed.error.issues
      .map(({ path, message }) => `${path.join('.')}: ${message}${shown(given, String(path[0]))}`)
      .join('; '),
    { code: 'InvalidEnvironment', detail: fileOf(parsed.error.issues, variables) },
  );
}

/** The file that is wrong, where a file and not the environment itself gave every value that is. */
function fileOf(
  issues: readonly z.core.$ZodIssue[],
  variables: Readonly<Record<string, string | undefined>>,
) {
  const files = issues.map(({ path: [name = ''] }) =>
    variables[String(name)] ? undefined : variables[`${String(name)}_FILE`],
  );
  return files.every((file) => file !== undefined) ? { file: files[0] } : {};
}

/** A password has its own file, since the database's container reads it too. */
function withPassword(env: Environment): Environment {
  const url = URL.parse(env.PVS_DATABASE_URL ?? '');
  if (url === null || url.password !== '' || env.PVS_DATABASE_PASSWORD === undefined) return env;
  url.password = encodeURIComponent(env.PVS_DATABASE_PASSWORD);
  return { ...env, PVS_DATABASE_URL: url.href };
}

/** What was given, without what is nobody's business. */
function shown(given: Readonly<Record<string, string>>, name: string): string {
  if (name === 'PVS_TOKEN' || name === 'PVS_DATABASE_PASSWORD') return '';
  return `, given '${(given[name] ?? '').replace(/\/\/[^/@]*@/, '//…@')}'`;
}

function fromFile(name: string, path: string | undefined): string | undefined {
  if (path === undefined || path === '') return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw invalidInput(`${name}_FILE: cannot read '${path}': ${messageOf(cause)}`, {
      code: 'InvalidEnvironment',
      detail: { file: path },
      cause,
    });
  }
}

/** The value of a variable that this process cannot do without. */
export function required<K extends keyof Environment>(
  env: Environment,
  name: K,
): NonNullable<Environment[K]> {
  const value = env[name];
  if (value === undefined || value === null) {
    throw invalidInput(
      `${name} is not set: this process needs it (${environmentSchema.shape[name].description})`,
      {
        code: 'InvalidEnvironment',
      },
    );
  }
  return value as NonNullable<Environment[K]>;
}
