import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { images } from '../../cli/src/images/image-builds.ts';
import { environmentSchema } from '@pvs/core/config/environment';
import { composeProblems, readCompose, root, servicesOf } from './compose-stack.ts';

const stacks = ['vhr18', 'emg'] as const;
const files = [
  ...stacks.flatMap((stack) => [`docker-compose.${stack}.yml`, `docker-compose.${stack}.dev.yml`]),
  'deploy/test/swarm.yml',
];
/** Root without a capability: Traefik owns its volume, and the proxy the engine's socket. */
const ROOT = ['traefik', 'docker-socket'];

test.each(files)('%s is valid by the Compose Specification', (name) => {
  expect(composeProblems(name)).toEqual([]);
});

describe.each(stacks)('the stack %s', (stack) => {
  const file = readCompose(`docker-compose.${stack}.yml`);
  const services = servicesOf(file);
  const own = services.filter(([, { image }]) => image?.startsWith('pvs_'));

  test('runs every service of the project, and what they need', () => {
    const run = own.map(([, { command }]) => command?.at(-1)).filter((name) => name !== 'migrate');
    expect(run.sort()).toEqual(images.flatMap(({ services }) => services).sort());
    expect(Object.keys(file.networks ?? {})).toEqual(['internal', 'external']);
    expect(Object.keys(file.volumes ?? {})).toEqual([
      'db-data',
      'redis-data',
      'traefik-data',
      'cache-db',
      'instance-data',
      'renderer-tmp',
    ]);
    for (const [name, { command, image }] of own.filter(([name]) => name !== 'migrate')) {
      const holding = images.find(({ services }) => services.includes(command?.at(-1) ?? ''));
      expect(image, name).toBe(`pvs_${holding?.folder}:latest`);
    }
  });

  test('compressed coverages are written to a disk', () => {
    const renderer = services.find(([name]) => name === 'renderer')![1];
    expect(renderer.environment?.['TMPDIR']).toBe('/var/tmp');
    expect(renderer.volumes).toContainEqual({ type: 'volume', source: 'renderer-tmp', target: '/var/tmp' });
  });

  test.each(services)('%s can become nothing more than it is', (name, service) => {
    if (ROOT.includes(name)) expect(service.user).toBe('0:0');
    else expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(service.read_only).toBe(true);
    // `tmpfs:` would be ignored by a swarm.
    expect(service.volumes).toContainEqual({ type: 'tmpfs', target: '/tmp' });
    expect(service).not.toHaveProperty('tmpfs');
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toContain('no-new-privileges:true');
  });

  test.each(services)('%s is held to limits, watched and ended in peace', (name, service) => {
    expect(service.deploy?.resources?.limits).toEqual({
      cpus: expect.stringMatching(/^[\d.]+$/) as string,
      memory: expect.stringMatching(/^\d+[MG]$/) as string,
    });
    expect(service.logging?.options).toEqual({ 'max-size': '20m', 'max-file': '5' });
    expect(service.stop_grace_period).toBeDefined();
    expect(service.deploy?.endpoint_mode).toBe('dnsrr');
    // Images of the project bring their own; what ends has none.
    const brought = name !== 'migrate' && service.image?.startsWith('pvs_');
    expect(service.healthcheck !== undefined || brought).toBe(true);
    if (name !== 'migrate') {
      expect(service.healthcheck?.disable).toBeUndefined();
      expect(service.deploy?.update_config?.failure_action).toBe('rollback');
    }
  });

  test('items in work have more time to end than services give them', () => {
    for (const [, { stop_grace_period: period = '' }] of own)
      expect(Number.parseInt(period, 10)).toBeGreaterThan(25);
  });

  test('a new container is ready before an old one goes, but where there can be only one', () => {
    const stopsFirst = services
      .filter(([, { deploy }]) => deploy?.update_config?.order === 'stop-first')
      .map(([name]) => name);
    expect(stopsFirst.sort()).toEqual(['database', 'docker-socket', 'migrate', 'redis', 'traefik']);
  });

  test.each(services)('%s has no secret in its environment', (_, { environment = {}, command = [] }) => {
    for (const [name, value] of Object.entries(environment)) {
      if (/PASSWORD|TOKEN|SECRET|CREDENTIALS|KEY/.test(name)) expect(value).toMatch(/^\/run\/secrets\//);
      expect(String(value)).not.toMatch(/:\/\/[^/@]*:[^/@]*@/);
    }
    expect(command.join(' ')).not.toMatch(/requirepass|password=/i);
  });

  test.each(own)('%s is told by variables that there are', (_, { environment = {} }) => {
    const known = Object.keys(environmentSchema.shape);
    for (const name of Object.keys(environment).filter((name) => name.startsWith('PVS_')))
      expect(known).toContain(name.replace(/_FILE$/, ''));
  });

  test('each service has only the secrets that it needs', () => {
    const holders = (secret: string) =>
      services.filter(([, { secrets }]) => secrets?.includes(secret)).map(([name]) => name);
    expect(holders('database_password')).toEqual(['database']);
    expect(holders('database_owner_password')).toEqual(['migrate', 'database']);
    expect(holders('database_writer_password')).toEqual(['registrar', 'database']);
    expect(holders('database_reader_password')).toEqual([
      'renderer',
      'cache',
      'ingestor',
      'seeder',
      'database',
    ]);
    expect(holders('token')).toEqual(['ingestor']);
    expect(holders('tls_key')).toEqual(['traefik']);
  });

  test.each(own)('%s reads each secret it has, and no other', (_, { environment = {}, secrets = [] }) => {
    const read = Object.values(environment)
      .filter((value) => value.startsWith('/run/secrets/'))
      .map((value) => value.replace('/run/secrets/', ''));
    expect([...read].sort()).toEqual([...secrets].sort());
  });

  test('only Traefik is reached from outside, and it reaches neither Redis nor the database', () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual([
      'traefik',
    ]);
    for (const { mode } of file.services['traefik']?.ports ?? []) expect(mode).toBe('host');
    const inside = (name: string) => file.services[name]?.networks;
    expect(inside('traefik')).toEqual(['external']);
    for (const name of ['redis', 'database', 'preprocessor', 'registrar', 'seeder'])
      expect(inside(name)).toEqual(['internal']);
  });

  test('files that configs and secrets are made of are there, and change under a new name', () => {
    const sources = [file.configs, file.secrets].flatMap((all) => Object.values(all ?? {}));
    for (const { name } of sources) expect(name).toMatch(new RegExp(`^${stack}-pvs_\\w+_1$`));
    for (const { file: path = '' } of Object.values(file.configs ?? {}))
      expect(existsSync(join(root, path)), path).toBe(true);
    for (const { file: path } of Object.values(file.secrets ?? {}))
      expect(path).toMatch(new RegExp(`^secrets/${stack}/`));
  });
});

test('both stacks differ by their names only', () => {
  const plain = (stack: string, kind: string) =>
    readFileSync(join(root, `docker-compose.${stack}${kind}.yml`), 'utf8')
      .replaceAll(/^#.*\n/gm, '')
      .replaceAll(stack, 'STACK')
      .replaceAll(stack.toUpperCase(), 'STACK');
  for (const kind of ['', '.dev']) expect(plain('emg', kind)).toBe(plain('vhr18', kind));
});

test('every variable that compose files take from the shell is in .env.example', () => {
  const known = readFileSync(join(root, '.env.example'), 'utf8');
  const used = stacks
    .flatMap((stack) => [`docker-compose.${stack}.yml`, `docker-compose.${stack}.dev.yml`])
    .flatMap((name) => [...readFileSync(join(root, name), 'utf8').matchAll(/\$\{(\w+):-/g)])
    .map(([, name = '']) => name);
  for (const name of new Set(used)) expect(known).toMatch(new RegExp(`^#? ?${name}=`, 'm'));
});

test('scripts that containers and operators run are programs', () => {
  for (const script of [
    'database-init.sh',
    'make-secrets.sh',
    'check-routes.sh',
    'images/pvs',
    'images/healthy',
    'images/compile-services',
  ])
    expect(statSync(join(root, 'deploy', script)).mode & 0o111).toBeTruthy();
});
