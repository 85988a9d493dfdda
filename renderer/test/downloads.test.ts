import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadProducts } from '@pvs/core/catalogue/load-products';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { startS3, type TestS3 } from '@pvs/core/testing/s3-endpoint';
import { addCoverage } from '../src/testing/add-coverage.ts';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

let s3: TestS3;
let renderer: TestRenderer;

const PACKAGE = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251));
const recipe = {
  ...({ widthPx: 40, heightPx: 30, type: 'Byte', bands: 1, driver: 'COG', epsg: 4326 } as const),
  ...({ options: ['BLOCKSIZE=128'], transform: [10, 0.01, 0, 45, 0, -0.01], value: () => 1 } as const),
};

/** Products with and without their package, in a bucket. */
beforeAll(async () => {
  s3 = await startS3();
  for (const [name, value] of Object.entries(s3.variables)) vi.stubEnv(name, value);
  vi.stubEnv('PVS_TEST_STORAGE_URL', `s3://${s3.bucket}`);
  renderer = await startRenderer('stack: test\ntitle: T\ncollections: [{ id: VHR }]\n');
  const { store, db } = renderer.stack;
  for (const product of ['KEPT', 'FILES'])
    await addCoverage(renderer.stack, {
      ...{ product, collection: 'VHR', recipe },
      bands: [{ name: 'a', color: 'gray' }],
    });
  await store.write('in/KEPT.tar', PACKAGE);
  const [product] = await loadProducts(db, ['KEPT']);
  const picture = { mediaType: 'image/png', widthPx: 1, heightPx: 1, sizeBytes: 9 } as const;
  await store.write('VHR/look.png', Buffer.from('a picture'));
  const quicklook = { objectKey: 'VHR/look.png', ...picture };
  await registerProduct(db, { ...product!, quicklook, packageLocation: 'in/KEPT.tar' });
  await renderer.stack.follower.catchUp();
});

afterAll(async () => {
  await renderer.stop();
  await s3.stop();
  vi.unstubAllEnvs();
});

const url = (id: string) => `/ows?service=DSEO&version=1.0.0&request=GetProduct&ProductURI=${id}`;
const ask = (id: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  renderer.app.inject({ method, url: url(id), headers: { host: 'maps.example', ...headers } });

describe('a package that is kept, streamed', () => {
  test('whole, and as what it is', async () => {
    const { statusCode, headers, rawPayload } = await ask('KEPT');
    expect([statusCode, headers['content-type'], headers['content-length']]).toEqual([
      ...[200, 'application/x-tar', String(PACKAGE.length)],
    ]);
    expect(rawPayload.equals(PACKAGE)).toBe(true);
    expect(headers['content-disposition']).toContain('KEPT.tar');
    expect(headers['content-encoding']).toBeUndefined();
  });

  test('in ranges, so that what broke off goes on', async () => {
    const part = await ask('KEPT', { range: 'bytes=50000-50009' });
    expect([part.statusCode, part.headers['content-range'], part.headers['content-length']]).toEqual([
      ...[206, `bytes 50000-50009/${PACKAGE.length}`, '10'],
    ]);
    expect(part.rawPayload.equals(PACKAGE.subarray(50_000, 50_010))).toBe(true);
    const rest = await ask('KEPT', { range: 'bytes=99000-', 'if-range': String(part.headers['etag']) });
    expect(rest.rawPayload.equals(PACKAGE.subarray(99_000))).toBe(true);
    expect((await ask('KEPT', { range: 'bytes=100000-' })).statusCode).toBe(416);
    const other = await ask('KEPT', { range: 'bytes=0-1', 'if-range': '"other"' });
    expect([other.statusCode, other.rawPayload.length]).toEqual([200, PACKAGE.length]);
  });

  test('not again where it is the same', async () => {
    const { headers } = await ask('KEPT', {}, 'HEAD');
    const again = await ask('KEPT', { 'if-none-match': String(headers['etag']) });
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
  });
});

describe('HEAD', () => {
  test('of a package says how large it is', async () => {
    const { statusCode, headers, rawPayload } = await ask('KEPT', {}, 'HEAD');
    expect([statusCode, headers['content-length'], headers['accept-ranges'], rawPayload.length]).toEqual([
      ...[200, String(PACKAGE.length), 'bytes', 0],
    ]);
  });

  test('of what is packed on the way says how large that becomes', async () => {
    const { statusCode, headers, rawPayload } = await ask('FILES', {}, 'HEAD');
    const whole = await ask('FILES');
    expect([statusCode, headers['content-type'], headers['content-length'], rawPayload.length]).toEqual([
      ...[200, 'application/zip', String(whole.rawPayload.length), 0],
    ]);
  });
});

describe('where the store sends files', () => {
  beforeAll(() => void Object.assign(renderer.stack.stack.downloads, { from: 'store' }));
  afterAll(() => void Object.assign(renderer.stack.stack.downloads, { from: 'stack' }));

  test('a package is a redirect to an address that anybody may read', async () => {
    const { statusCode, headers } = await ask('KEPT');
    expect(statusCode).toBe(302);
    const sent = await fetch(String(headers['location']), { headers: { range: 'bytes=7-9' } });
    expect([sent.status, Buffer.from(await sent.arrayBuffer()).equals(PACKAGE.subarray(7, 10))]).toEqual([
      ...[206, true],
    ]);
    expect(String(headers['location'])).toMatch(/[?&]X-Amz-Signature=[0-9a-f]{64}/);
  });

  test('its address is told to pages, which cannot follow a redirect with a token', async () => {
    for (const [path, name] of [
      [url('KEPT'), 'KEPT.tar'],
      ['/objects/KEPT/coverage_COG.tif', 'coverage_COG.tif'],
    ] as const) {
      const headers = { accept: 'text/uri-list, */*' };
      const told = await renderer.app.inject({ url: path, headers });
      expect([told.statusCode, told.headers['content-type']]).toEqual([200, 'text/uri-list']);
      expect(told.headers['vary']).toContain('Accept');
      const sent = await fetch(told.body.trim());
      expect([sent.status, sent.headers.get('content-disposition')]).toEqual([
        ...[200, `attachment; filename*=UTF-8''${name}`],
      ]);
    }
  });

  test('pictures are sent from here, where pages may load them', async () => {
    const { statusCode, headers, rawPayload } = await renderer.get('/objects/KEPT/look.png');
    expect([statusCode, headers['content-type']]).toEqual([200, 'image/png']);
    expect(rawPayload.toString()).toBe('a picture');
  });

  test('HEAD is answered here, since the signature is for GET alone', async () => {
    for (const path of [url('KEPT'), '/objects/KEPT/coverage_COG.tif']) {
      const { statusCode, headers } = await renderer.app.inject({ method: 'HEAD', url: path });
      expect([statusCode, Number(headers['content-length']) > 100]).toEqual([200, true]);
    }
  });

  test('what has no package is packed here', async () => {
    const { statusCode, headers, rawPayload } = await ask('FILES');
    expect([statusCode, headers['content-type']]).toEqual([200, 'application/zip']);
    expect(rawPayload.subarray(0, 2).toString()).toBe('PK');
  });
});

test('the STAC item leads to it', async () => {
  interface Item {
    readonly assets: Readonly<Record<string, { readonly href: string; readonly type: string }>>;
  }
  for (const [id, type] of [
    ['KEPT', 'application/x-tar'],
    ['FILES', 'application/zip'],
  ] as const) {
    const item = (await renderer.get(`/stac/collections/VHR/items/${id}`)).json<Item>();
    const asset = item.assets['product']!;
    expect(asset).toMatchObject({ type, roles: ['archive'] });
    const sent = await renderer.get(asset.href.replace(/^https?:\/\/[^/]+/, ''));
    expect([sent.statusCode, sent.headers['content-type']]).toEqual([200, type]);
  }
});
