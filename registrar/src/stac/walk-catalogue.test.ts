import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryStore } from '@pvs/core/storage/directory-store';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStacDocument } from './open-stac-document.ts';
import { resolveHref } from './resolve-href.ts';
import { WALK_LIMITS, walkCatalogue } from './walk-catalogue.ts';

let directory: string;
let store: ObjectStore;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-walk-'));
  store = directoryStore(directory);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const link = (rel: string, href: string) => ({ rel, href });
const write = (key: string, links: readonly object[], type = 'Catalog') =>
  store.write(
    key,
    Buffer.from(JSON.stringify({ type, stac_version: '1.0.0', id: key, description: '', links })),
  );
const walk = async (key: string, limits = WALK_LIMITS) =>
  walkCatalogue(store, await openStacDocument(store, key), new AbortController().signal, limits);

describe('walkCatalogue', () => {
  it('finds each item once, wherever links lead back', async () => {
    const published = link('self', 'https://example.com/cat/catalog.json');
    await write('cat/catalog.json', [
      published,
      link('child', './sub/collection.json'),
      link('item', 'one.json'),
    ]);
    await write(
      'cat/sub/collection.json',
      [
        ...[link('self', 'https://example.com/cat/sub/collection.json'), link('root', '../catalog.json')],
        ...[link('child', '../catalog.json'), link('child', 'collection.json'), link('item', '../one.json')],
        ...[link('item', 'https://example.com/cat/sub/two.json'), link('item', 'a%20b.json')],
      ],
      'Collection',
    );
    expect(await walk('cat/catalog.json')).toEqual(['cat/one.json', 'cat/sub/two.json', 'cat/sub/a b.json']);
  });

  it.each([
    ['items', { ...WALK_LIMITS, items: 2 }],
    ['catalogues', { ...WALK_LIMITS, catalogues: 3 }],
    ['levels', { ...WALK_LIMITS, depth: 3 }],
  ])('stops at too many %s', async (what, limits) => {
    for (let i = 0; i < 5; i += 1)
      await write(`deep/${i}.json`, [link('child', `${i + 1}.json`), link('item', `item-${i}.json`)]);
    await write('deep/5.json', [link('item', 'last.json')]);
    expect(await walk('deep/0.json')).toHaveLength(6);
    await expect(walk('deep/0.json', limits)).rejects.toMatchObject({
      code: 'CatalogueTooLarge',
      detail: { what },
    });
  });
});

describe('resolveHref', () => {
  const base = { key: 'a/b/item.json', self: 'https://example.com/x/item.json' };
  it.each([
    ['c.tif', 'a/b/c.tif'],
    ['./c.tif', 'a/b/c.tif'],
    ['../c.tif?version=1#x', 'a/c.tif'],
    ['../../c.tif', 'c.tif'],
    ['../../../c.tif', undefined],
    ['%2e%2e/%2e%2e/%2e%2e/etc/passwd', undefined],
    ['/etc/passwd', undefined],
    ['a\u0000b', undefined],
    ['s3://bucket/root/d/e.tif', 'd/e.tif'],
    ['s3://bucket/root/../e.tif', undefined],
    ['s3://bucket/rooted/e.tif', undefined],
    ['s3://other/root/e.tif', undefined],
    ['https://example.com/x/y/z.tif', 'a/b/y/z.tif'],
    ['https://example.com/x/../../../z.tif', undefined],
    ['https://example.com/z.tif', undefined],
    ['http://169.254.169.254/latest', undefined],
    ['file:///etc/passwd', undefined],
    ['', 'a/b'],
  ])('of %j is %j', (href, key) => {
    expect(resolveHref(href, base, { url: 's3://bucket/root' })).toBe(key);
  });
});
