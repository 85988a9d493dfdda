import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HTTP_FLAGS, httpAllocator } from '../bundle/service-children.ts';
import { imageBuilds, images } from './image-builds.ts';

const root = join(import.meta.dirname, '../../..');
const dockerfile = (folder: string) => readFileSync(join(root, folder, 'Dockerfile'), 'utf8');
/** What ends up in the container: the instructions after the last FROM. */
const finalStage = (folder: string) =>
  dockerfile(folder)
    .split(/^FROM /m)
    .at(-1) ?? '';
const folders = images.map(({ folder }) => folder);

test('every image is tagged with this version and as the latest', () => {
  const builds = imageBuilds('1.2.3', {});
  expect(builds.map(({ names }) => names)).toContainEqual(['pvs_core:1.2.3', 'pvs_core:latest']);
  expect(builds).toHaveLength(images.length);
});

test('what was chosen is said to docker', () => {
  const [build, ...others] = imageBuilds('1.2.3', {
    only: 'pvs_cache',
    tag: 'test',
    base: 'own/debian',
    nodeImage: 'own/node',
    registry: 'registry.example.org/',
    ca: '/etc/ca.pem',
  });
  expect(others).toEqual([]);
  expect(build?.args.join(' ')).toBe(
    'build --file cache/Dockerfile --build-arg BASE_IMAGE=own/debian --build-arg NODE_IMAGE=own/node --secret id=ca,src=/etc/ca.pem --tag registry.example.org/pvs_cache:test .',
  );
});

test('a binding of GDAL that was given is put into an image, which the preprocessor takes', () => {
  const [binding, preprocessor, ...others] = imageBuilds('1.2.3', { gdalBinding: '/kept/binding' });
  expect(binding?.args.join(' ')).toBe(
    'build --file preprocessor/binding.Dockerfile --tag pvs_gdal-binding /kept/binding',
  );
  expect(preprocessor?.args).toContain('GDAL_BINDING=pvs_gdal-binding');
  for (const { args } of others) expect(args.join(' ')).not.toContain('GDAL');
  expect(imageBuilds('1.2.3', { gdalBinding: '/kept/binding', only: 'cache' })).toHaveLength(1);
});

test.each([
  [
    { only: 'cache,tiles' },
    "there is no image 'tiles': expected preprocessor, core, cache, ingestor, client",
  ],
  [{ tag: 'a b' }, "'a b' is no tag"],
])('%j is refused', (choices, message) => {
  expect(() => imageBuilds('1.2.3', choices)).toThrow(message);
});

test('every Dockerfile of the checkout is an image, and every service is in one', () => {
  const found = readdirSync(root).filter((name) => {
    try {
      return dockerfile(name) !== '';
    } catch {
      return false;
    }
  });
  expect(found.sort()).toEqual([...folders].sort());
  expect(images.flatMap(({ services }) => services).sort()).toEqual(
    ['cache', 'client', 'ingestor', 'preprocessor', 'registrar', 'renderer', 'seeder'].sort(),
  );
});

test.each(folders)('%s starts from arguments, ends as nobody and knows whether it is well', (folder) => {
  const text = dockerfile(folder);
  const stage = finalStage(folder);
  expect(text).toMatch(/^ARG NODE_IMAGE=node:[\d.]+-bookworm-slim$/m);
  expect(stage).toMatch(/^\$\{BASE_IMAGE\}/);
  expect(stage).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
  expect(stage).toMatch(/^HEALTHCHECK .*CMD \["healthy"\]$/m);
  expect(stage).toContain('ENTRYPOINT ["pvs"]');
});

test.each(folders)('%s holds no tool that builds', (folder) => {
  expect(finalStage(folder)).not.toMatch(/npm|g\+\+|make|python|-dev\b/);
  expect(dockerfile(folder)).toContain('npm ci --omit=dev --ignore-scripts');
});

test.each(images)('$folder has the workspaces of its services', ({ folder, services }) => {
  for (const workspace of ['core', ...services]) {
    expect(dockerfile(folder)).toContain(`COPY ${workspace}/package.json ${workspace}/`);
    expect(finalStage(folder)).toMatch(new RegExp(`^COPY ${workspace}/src`, 'm'));
  }
});

test.each(['core', 'cache'])(
  'processes of %s have the allocator and the flags that they have in the bundle',
  (folder) => {
    for (const [name, value] of Object.entries({ ...httpAllocator, NODE_FLAGS: `"${HTTP_FLAGS.join(' ')}"` }))
      expect(finalStage(folder)).toMatch(new RegExp(`^ENV .*\\b${name}=${value}( |$)`, 'm'));
  },
);

test('Node in images is the one that ./pvs fetches', () => {
  const version = /^NODE_VERSION=(.*)$/m.exec(readFileSync(join(root, 'pvs'), 'utf8'))?.[1];
  for (const folder of folders)
    expect(dockerfile(folder)).toContain(`ARG NODE_IMAGE=node:${version}-bookworm-slim`);
});

test('the command line that images hold is that of the checkout', () => {
  const commander = (path: string) =>
    (JSON.parse(readFileSync(join(root, path), 'utf8')) as { dependencies: Record<string, string> })
      .dependencies['commander'];
  expect(commander('package.json')).toBe(commander('cli/package.json'));
});

test.each(images)(
  '$folder has what its services load compiled, with their flags and their user',
  ({ folder, services }) => {
    const [, after = ''] = finalStage(folder).split(/^USER .*$/m);
    expect(after).toMatch(
      new RegExp(`^ENV NODE_COMPILE_CACHE=/compiled$\\nRUN compile-services ${services.join(' ')}$`, 'm'),
    );
    expect(after).not.toContain('NODE_FLAGS');
  },
);
