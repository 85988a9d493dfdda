import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { createApp } from '@pvs/core/http/create-app';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { parseRequest } from '@pvs/preprocessor/request/parse-request';
import { ingestorContext, ingestorPlugin } from '../src/plugin.ts';
import { browse, one, readAnswer as read, report } from './browse-report-documents.ts';

const TOKEN = 'a-token-of-this-stack';
const QUEUE = 'preprocess-md_queue';
const directory = join(import.meta.dirname, '../../../shared/data/metadata/ngeo-browse-reports');
let stack: TestStack;
let app: FastifyInstance;

beforeAll(async () => {
  stack = await startTestStack(
    `
stack: test
title: Test
collections: [{ id: TEST }]
productTypes: [{ id: browse, collection: TEST, match: { productType: '^(BRWTYPE|SKIP|MERGE)$' } }]
sources: { httpHosts: [images.test, 127.0.0.1, '169.254.169.254'] }
ingest: { browseReports: { types: { SKIP: { strategy: skip }, MERGE: { strategy: merge } } } }
`,
    { PVS_TOKEN: TOKEN },
  );
  app = createApp(stack.log, []);
  await app.register(ingestorPlugin, ingestorContext(stack));
  await app.ready();
});
beforeEach(async () => {
  await stack.redis.flushall();
  for (const name of ['b_id_1.png', 'b_id_2.png', 'b_id_2.tiff', 'dir/x.png'])
    await stack.store.write(`browses/${name}`, Buffer.from('pixels'));
});
afterAll(async () => {
  await app.close();
  await stack.stop();
});

const headers = { authorization: `Bearer ${TOKEN}` };
const post = (payload: string | Buffer, more: Record<string, string> = {}, url = '/ingest/browse-reports') =>
  app.inject({ method: 'POST', url, payload, headers: { ...headers, 'content-type': 'text/xml', ...more } });

/** Messages that were pushed, the first first, as the preprocessor reads them. */
const pushed = async () =>
  (await stack.redis.lrange(QUEUE, 0, -1)).reverse().map((raw) => parseRequest(raw, QUEUE));

const isThere = existsSync(directory);
// oxlint-disable-next-line no-console -- a skipped test must not look like a passed one
if (!isThere) console.warn(`real browse reports are not there (${directory}): they are not sent`);

describe.runIf(isThere)('the real', () => {
  const begin = new Date('2012-10-02T09:20:00Z');
  it.each([
    ['browseReport_footprint.xml', 'b_id_1', 'browses/b_id_1.png', 'gcps'],
    ['browseReport_modelInGeotiff.xml', 'b_id_2', 'browses/b_id_2.tiff', undefined],
    ['browseReport_rectifiedBrowse.xml', 'b_id_2', 'browses/b_id_2.png', 'box'],
    ['browseReport_regularGrid.xml', 'b_id_1', 'browses/b_id_1.png', 'grid'],
    ['browseReport_regularGrid_old.xml', 'b_id_1', 'browses/b_id_1.png', 'grid'],
  ])('%s becomes a message that the preprocessor understands', async (name, identifier, path, by) => {
    const response = await post(await readFile(join(directory, name)));
    expect(response.statusCode).toBe(202);
    expect(read(response.body)).toEqual({
      root: 'ingestBrowseResponse',
      status: 'success',
      counts: '1 1 0',
      records: [[identifier, 'success', undefined, undefined]],
    });
    const [message] = await pushed();
    expect(message).toMatchObject({
      path,
      overrides: {
        identifier,
        beginTime: begin,
        attributes: {
          productType: 'BRWTYPE',
          processingCenter: 'EOX',
          creationDate: new Date('2012-10-02T09:30:00Z'),
        },
      },
    });
    expect(message?.georeference?.by).toBe(by);
  });

  it.each(['browseLayers.xml', 'ingestBrowseResponse_browseReport_regularGrid2.xml'])(
    '%s is refused',
    async (name) => {
      const { root, records } = read((await post(await readFile(join(directory, name)))).body);
      expect([root, records[0]?.[0]]).toEqual(['ingestException', 'InvalidRequest']);
      expect(await pushed()).toEqual([]);
    },
  );
});

test('the answer is the document that the ngEO browse server sends', async () => {
  const { body, headers, statusCode } = await post(
    report({}, browse(), browse({ file: 'missing.png', id: 'two' })),
  );
  expect(statusCode).toBe(202);
  expect(headers).toMatchObject({
    'content-type': 'text/xml; charset=utf-8',
    location: expect.stringMatching(/^\/ingest\/tasks\/\d{8}T\d{6}Z-[0-9a-f]{16}$/) as string,
  });
  expect(body).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <bsi:ingestBrowseResponse xmlns:bsi="http://ngeo.eo.esa.int/schema/browse/ingestion" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://ngeo.eo.esa.int/schema/browse/ingestion ../ngEOBrowseIngestionService.xsd">
      <bsi:status>partial</bsi:status>
      <bsi:ingestionSummary>
        <bsi:toBeReplaced>2</bsi:toBeReplaced>
        <bsi:actuallyInserted>1</bsi:actuallyInserted>
        <bsi:actuallyReplaced>0</bsi:actuallyReplaced>
      </bsi:ingestionSummary>
      <bsi:ingestionResult>
        <bsi:briefRecord>
          <bsi:identifier>one</bsi:identifier>
          <bsi:status>success</bsi:status>
        </bsi:briefRecord>
        <bsi:briefRecord>
          <bsi:identifier>two</bsi:identifier>
          <bsi:status>failure</bsi:status>
          <bsi:error>
      <bsi:exceptionCode>IngestionException</bsi:exceptionCode>
      <bsi:exceptionMessage>Input file &apos;missing.png&apos; does not exist.</bsi:exceptionMessage>
          </bsi:error>
        </bsi:briefRecord>
      </bsi:ingestionResult>
    </bsi:ingestBrowseResponse>
    "
  `);
});

it.each([
  [{ file: '../secret.png' }, 'IngestionException', /'\.\.\/secret\.png' points to an invalid location/],
  [{ file: 'a/../../secret.png' }, 'IngestionException', /invalid location/],
  [{ file: '/etc/passwd' }, 'IngestionException', /invalid location/],
  [{ file: 'a\\b.png' }, 'ValidationError', /backslashes/],
  [{ file: 'missing.png' }, 'IngestionException', /'missing\.png' does not exist/],
  [{ file: 'file:///etc/passwd' }, 'IngestionException', /expected http/],
  [{ file: 'http://elsewhere.test/a.png' }, 'IngestionException', /allowed hosts are images\.test/],
  [{ file: 'http://127.0.0.1/a.png' }, 'IngestionException', /inside a network/],
  [{ file: 'http://2130706433/a.png' }, 'IngestionException', /inside a network/],
  [{ file: 'http://169.254.169.254/latest/meta-data' }, 'IngestionException', /inside a network/],
  [{ file: 'http://[::1]/a.png' }, 'IngestionException', /allowed hosts/],
  [{ file: 'https://user:word@images.test/a.png' }, 'IngestionException', /name and password/],
  [{ begin: '2012-10-02T09:20:01Z' }, 'ValidationError', /startTime .* is after endTime/],
])('a browse of %j fails alone, as %s', async (given, code, message) => {
  const response = await post(report({}, browse(given), browse({ id: 'good', file: 'dir//x.png' })));
  const { status, counts, records } = read(response.body);
  expect({ status, counts }).toEqual({ status: 'partial', counts: '2 1 0' });
  expect(records[0]).toEqual(['one', 'failure', code, expect.stringMatching(message)]);
  expect((await pushed()).map(({ path }) => path)).toEqual(['browses/dir/x.png']);
});

test('an image of an allowed host is left to the preprocessor, which checks where its name leads', async () => {
  await post(one({ file: 'https://images.test/b 1.png?v=2' }));
  expect((await pushed()).map(({ path }) => path)).toEqual(['https://images.test/b%201.png?v=2']);
});

it.each([
  ['no identifier', ''],
  ['one that is no name', 'a b/c'],
])('a browse of %s gets one of its type, times and file', async (_, id) => {
  await post(one({ id, file: 'dir/x.png' }));
  const [message] = await pushed();
  expect(message?.overrides.identifier).toBe('BRWTYPE_20121002T092000000Z_20121002T092000000Z_x.png');
});

describe('requests that are no report', () => {
  it.each([
    [
      'of an unknown browse type',
      () => post(report({ type: 'NONE' })),
      200,
      'IngestionException',
      /'NONE' does not exist/,
    ],
    ['without a body', () => post(''), 200, 'InvalidRequest', /no body/],
    [
      'of JSON',
      () => post('{}', { 'content-type': 'application/json' }),
      200,
      'InvalidRequest',
      /Could not parse/,
    ],
    [
      'of an external entity',
      () => post(report().replace('<rep', '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rep')),
      200,
      'InvalidRequest',
      /entity declarations/,
    ],
    ['of 100 MB', () => post(Buffer.alloc(100 * 1024 ** 2, ' ')), 413, 'InvalidRequest', /too large/],
    [
      'by GET',
      () => app.inject({ url: '/ingest/browse-reports', headers }),
      405,
      'MethodNotAllowed',
      /'GET'/,
    ],
    [
      'with a callback inside the network',
      () => post(report(), {}, '/ingest/browse-reports?callback=http://10.0.0.1/done'),
      200,
      'CallbackNotAllowed',
      /10\.0\.0\.1/,
    ],
  ])('%s are refused as the ngEO browse server does', async (_, send, status, code, message) => {
    const response = await send();
    const { root, records } = read(response.body);
    expect([response.statusCode, root, ...records[0]!]).toEqual([
      status,
      'ingestException',
      code,
      expect.stringMatching(message),
    ]);
    expect(await pushed()).toEqual([]);
  });
});

describe('a browse that is on its way already', () => {
  const later = '2012-10-02T10:30:00Z';
  const muchLater = '2012-10-03T10:30:00Z';
  it.each([
    ['is replaced', 'BRWTYPE', later, '1 0 1', ['one', 'one']],
    ['is replaced by an older one, too', 'BRWTYPE', '2012-10-01T00:00:00Z', '1 0 1', ['one', 'one']],
    ['is not replaced by an older one', 'SKIP', '2012-10-01T00:00:00Z', '1 0 0', ['one']],
    ['is not replaced by itself', 'SKIP', '2012-10-02T09:30:00Z', '1 0 0', ['one']],
    ['is replaced by a newer one', 'SKIP', later, '1 0 1', ['one', 'one']],
    ['stays beside one of soon after', 'MERGE', later, '1 1 0', ['one', 'one_20121002T103000000Z']],
    ['is replaced by one of much later', 'MERGE', muchLater, '1 0 1', ['one', 'one']],
    ['is replaced by itself', 'MERGE', '2012-10-02T09:30:00Z', '1 0 1', ['one', 'one']],
  ])('%s (%s, %s)', async (_, type, date, counts, identifiers) => {
    await post(one({ type }));
    expect(read((await post(one({ type, date }))).body)).toMatchObject({ status: 'success', counts });
    expect((await pushed()).map(({ overrides }) => overrides.identifier)).toEqual(identifiers);
  });
});

describe('a report with its images', () => {
  const boundary = 'a-boundary';
  const part = (name: string, file: string, type: string, content: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${file}"\r\ncontent-type: ${type}\r\n\r\n${content}\r\n`;
  const send = (...parts: string[]) =>
    post(`${parts.join('')}--${boundary}--\r\n`, {
      'content-type': `multipart/form-data; boundary=${boundary}`,
    });
  const objects = async () => {
    const found: string[] = [];
    for await (const { key } of stack.store.list('browses/2')) found.push(key);
    return found;
  };

  it('puts those that are named into the storage, in whatever order they come', async () => {
    const response = await send(
      part('image', 'mine.png', 'image/png', 'my pixels'),
      part('report', 'r.xml', 'text/xml', one({ file: 'mine.png' })),
      part('image', 'other.png', 'image/png', 'nobody asked'),
    );
    expect(read(response.body)).toMatchObject({ status: 'success', counts: '1 1 0' });
    const [message] = await pushed();
    const path = message?.path ?? '';
    expect(path).toMatch(/^browses\/\d{8}T\d{6}Z-[0-9a-f]{16}\/mine\.png$/);
    expect((await stack.store.readWhole(path, 100))?.body.toString()).toBe('my pixels');
    expect(await objects()).toEqual([path]);
    await stack.store.remove(path);
  });

  it.each([
    ['there is no report', [part('image', 'a.png', 'image/png', 'x')], /no part called report/],
    [
      'the report is none',
      [part('image', 'a.png', 'image/png', 'x'), part('report', 'r', 'text/xml', '<x/>')],
      /root tag/,
    ],
    [
      'two have one name',
      [part('image', 'a.png', 'image/png', 'x'), part('image', 'a.png', 'image/png', 'x')],
      /two files called 'a\.png'/,
    ],
    ['one is called ..', [part('image', '..', 'image/png', 'x')], /'' is not the name of a file/],
  ])('leaves nothing behind where %s', async (_, parts, message) => {
    const { records } = read((await send(...parts)).body);
    expect(records[0]).toEqual(['InvalidRequest', expect.stringMatching(message)]);
    expect(await objects()).toEqual([]);
    expect(await pushed()).toEqual([]);
  });
});
