import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from './compose-stack.ts';

const { version, workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  workspaces: string[];
};
const name = `prism-view-server-${version}`;
const env = { ...process.env, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) };
const hasGit = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root }).status === 0;
if (!hasGit) process.stderr.write('NOT TESTED: releases, since this is no checkout of git\n');

let directory: string;
let out: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pvs-release-'));
  out = join(directory, 'out');
  if (hasGit) release(out);
}, 120_000);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const release = (place: string) =>
  execFileSync(join(root, 'deploy/release.sh'), [place], { env, stdio: ['ignore', 'pipe', 'pipe'] });
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

test('every workspace has the version of the project', () => {
  for (const folder of workspaces) {
    const own = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { version: string };
    expect(own.version, folder).toBe(version);
  }
});

test.skipIf(!hasGit)(
  'the archive has the same bytes each time, and all are summed',
  () => {
    const again = join(directory, 'again');
    release(again);
    expect(sha256(join(again, `${name}.tar.gz`))).toBe(sha256(join(out, `${name}.tar.gz`)));
    const sums = readFileSync(join(out, 'SHA256SUMS'), 'utf8').trim().split('\n');
    expect(sums.map((line) => line.split('  ')[1])).toEqual([
      `${name}.cdx.json`,
      `${name}.md`,
      `${name}.tar.gz`,
    ]);
    for (const line of sums) expect(line.split('  ')[0]).toBe(sha256(join(out, line.split('  ')[1]!)));
    expect(readFileSync(join(out, `${name}.md`), 'utf8')).toContain('### Added');
  },
  120_000,
);

test.skipIf(!hasGit)('the bill of materials is CycloneDX, and tells what runs from what tests it', () => {
  interface Component {
    readonly name: string;
    readonly properties?: readonly { readonly name: string; readonly value: string }[];
  }
  const bom = JSON.parse(readFileSync(join(out, `${name}.cdx.json`), 'utf8')) as {
    readonly bomFormat: string;
    readonly metadata: { readonly component: Component };
    readonly components: readonly Component[];
  };
  expect(bom.bomFormat).toBe('CycloneDX');
  expect(bom.metadata.component.name).toBe('prism-view-server');
  expect(bom.components.map((component) => component.name)).toContain('@pvs/core');
  const isDevelopment = (wanted: string) =>
    bom.components
      .find((component) => component.name === wanted)!
      .properties?.some(({ name: property }) => property === 'cdx:npm:package:development') ?? false;
  for (const used of ['fastify', 'ioredis', 'pg', 'prom-client', 'sharp'])
    expect([used, isDevelopment(used)]).toEqual([used, false]);
  for (const tool of ['vitest', 'oxlint', 'typescript'])
    expect([tool, isDevelopment(tool)]).toEqual([tool, true]);
});

test.skipIf(!hasGit)(
  'what is unpacked runs, and says the version',
  () => {
    execFileSync('tar', ['-xzf', join(out, `${name}.tar.gz`), '-C', directory]);
    const unpacked = join(directory, name);
    linkPackages(unpacked);
    const pvs = (...args: string[]) => spawnSync(join(unpacked, 'pvs'), args, { env, encoding: 'utf8' });
    expect(pvs('--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
    expect(pvs('--help').stdout).toContain('start the bundled stack');
    expect(readdirSync(unpacked)).not.toContain('.git');
  },
  120_000,
);

/** The packages that are installed here, and the workspaces of the archive: what `npm ci` would come to. */
function linkPackages(unpacked: string): void {
  const [from, to] = [join(root, 'node_modules'), join(unpacked, 'node_modules')];
  mkdirSync(join(to, '@pvs'), { recursive: true });
  for (const entry of readdirSync(from).filter((one) => one !== '@pvs' && one !== '.pvs-stamp'))
    symlinkSync(join(from, entry), join(to, entry));
  for (const folder of workspaces) symlinkSync(join(unpacked, folder), join(to, '@pvs', folder));
}
