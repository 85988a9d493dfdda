import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AnswerReader, type Expected, type Reading } from './answer-reader.ts';

const whole: Expected = { status: 200, maxBytes: 1_000_000 };
const reader = new AnswerReader();

/** Reads bytes that come in pieces, cut at these places, until it is known what they are. */
function read(bytes: Buffer, cuts: readonly number[] = [], expected = whole): Reading {
  reader.begin(expected);
  const ends = [...new Set(cuts.map((cut) => cut % bytes.length)), bytes.length].sort((a, b) => a - b);
  let at = 0;
  for (const end of ends) {
    while (at < end) {
      const count = bytes.copy(reader.room, 0, at, end);
      at += count;
      const reading = reader.take(count);
      // What is there and was not looked at may be of the next answer.
      if (reading !== 'more') return at < end ? undefined : reading;
    }
  }
  return 'more';
}

const text = (...lines: string[]) => Buffer.from(lines.join('\r\n'), 'latin1');
const cuts = fc.array(fc.nat(), { maxLength: 8 });

test('an object is read in whatever pieces it comes, into memory that is asked for', () => {
  const field = fc.tuple(
    fc.stringMatching(/^x-[a-z!#$%&'*+.^_`|~-]{1,9}$/),
    fc.stringMatching(/^[\t -~\xa0-\xff]{0,60}$/),
  );
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 20_000, size: 'max' }),
      fc.array(field, { maxLength: 20 }),
      cuts,
      (content, fields, places) => {
        const memory = Buffer.alloc(content.length + 1);
        const lines = fields.map(([name, value]) => `${name}:${value}`);
        const head = text('HTTP/1.1 200 OK', ...lines, `Content-Length: ${content.length}`, '', '');
        const reading = read(Buffer.concat([head, content]), places, { ...whole, allocate: () => memory });
        expect(reading).toMatchObject({ status: 200, isKept: true, modified: new Date(0) });
        const { body } = reading as Exclude<Reading, string | undefined>;
        expect(body.buffer).toBe(memory.buffer);
        expect(body.equals(content)).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});

describe('beside the same bytes in Node’s HTTP', () => {
  let server: Server;
  let sent: Buffer;
  beforeAll(async () => {
    server = createServer((socket) =>
      socket.on('error', () => undefined).once('data', () => socket.end(sent)),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  async function nodeReads(bytes: Buffer) {
    sent = bytes;
    const { port } = server.address() as AddressInfo;
    const request = get({ port, host: '127.0.0.1', agent: false });
    // Of what may follow the answer.
    request.on('error', () => undefined);
    const [response] = await once(request, 'response');
    return {
      status: response.statusCode,
      modified: response.headers['last-modified'],
      body: await buffer(response),
    };
  }

  const mostly = <T>(usual: T, ...others: T[]) =>
    fc.oneof({ weight: others.length * 2, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));
  const line = mostly(
    'HTTP/1.1 200 OK',
    'HTTP/1.1 404 Not Found',
    'HTTP/1.1 200 ',
    'HTTP/1.1 200',
    'HTTP/1.0 200 OK',
    'HTTP/1.1 100 Continue',
    'HTTP/1.1 204 No Content',
    'HTTP/1.1 304 Not Modified',
    'HTTP/1.1 200 OK\r',
    ' HTTP/1.1 200 OK',
  );
  const length = fc
    .tuple(
      mostly('Content-Length', 'content-length', 'content-length ', 'x-content-length', ' content-length'),
      mostly(': ', ':', ' :', ':\t', ':\r\n '),
      mostly(0, -1, 1, 10),
      mostly('', ' ', ', 5', 'a', '.0'),
      mostly('', '0', '+', '-', '0x'),
    )
    .map(
      ([name, colon, more, after, before]) =>
        (size: number) =>
          `${name}${colon}${before}${size + more}${after}`,
    );
  const other = fc
    .constantFrom(
      'Connection: keep-alive',
      'Connection: close',
      'Connection: upgrade',
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: gzip, chunked',
      'transfer-encoding:identity',
      'Last-Modified: Thu, 01 Feb 2018 10:00:00 GMT',
      'Last-Modified: Fri, 02 Feb 2018 10:00:00 GMT',
      'nonsense',
      'X: a\nContent-Length: 3',
      'X: a\rContent-Length: 3',
      'X: \0',
      ': empty',
      'Upgrade: websocket',
    )
    .map((field) => () => field);
  const fields = fc.array(fc.oneof(length, other), { minLength: 1, maxLength: 3 });
  const chunked = (content: string) => `${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;
  const content = fc.oneof(
    fc.stringMatching(/^[a-z\r\n]{1,30}$/),
    fc.stringMatching(/^[a-z]{1,9}$/).map(chunked),
  );
  const following = mostly('', 'a', '\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb');

  test('nothing is taken for another answer', async () => {
    let taken = 0;
    const property = fc.asyncProperty(line, fields, content, following, cuts, async (...given) => {
      const [first, named, body, rest, places] = given;
      const bytes = text(first, ...named.map((field) => field(body.length)), '', body + rest);
      const reading = read(bytes, places);
      if (reading === undefined || reading === 'more') return;
      taken += 1;
      const node = await nodeReads(bytes);
      expect(node.status, String(bytes)).toBe(reading.status);
      if (reading.status === 404) return;
      expect(node.body, String(bytes)).toEqual(reading.body);
      expect(reading.modified).toEqual(new Date(node.modified ?? 0));
    });
    await fc.assert(property, { numRuns: 3000 });
    expect(taken).toBeGreaterThan(100);
  });
});

describe('no answer is', () => {
  const OK = 'HTTP/1.1 200 OK';
  test.each([
    ['that of another range', 'HTTP/1.1 206 Partial Content', 'Content-Length: 1', '', 'a'],
    ['a refusal', 'HTTP/1.1 503 Slow Down', 'Content-Length: 1', '', 'a'],
    ['a redirection', 'HTTP/1.1 307 Temporary Redirect', 'Location: /', 'Content-Length: 1', '', 'a'],
    ['one of an older HTTP', 'HTTP/1.0 200 OK', 'Content-Length: 1', '', 'a'],
    ['one that comes before another', 'HTTP/1.1 100 Continue', '', OK, 'Content-Length: 1', '', 'a'],
    ['one of unknown length', OK, 'Date: today', '', 'a'],
    ['one in chunks', OK, 'Transfer-Encoding: chunked', '', '1', 'a', '0', '', ''],
    ['one with two lengths', OK, 'Content-Length: 1', 'Content-Length: 1', '', 'a'],
    ['one with a length and chunks', OK, 'Content-Length: 1', 'Transfer-Encoding: chunked', '', 'a'],
    ['one that is too large', OK, 'Content-Length: 1000001', '', 'a'],
    ['one with more than its length', OK, 'Content-Length: 1', '', 'ab'],
    ['one with a folded line', OK, 'Content-Length: 1', ' 2', '', 'a'],
    ['one with a bare line feed', OK, 'A: b\nContent-Length: 1', '', 'a'],
    ['one whose header does not end', OK, `A: ${'a'.repeat(9000)}`, 'Content-Length: 1', '', 'a'],
    ['an absence with more than its length', 'HTTP/1.1 404 Not Found', 'Content-Length: 1', '', 'ab'],
    ['an absence that is long', 'HTTP/1.1 404 Not Found', 'Content-Length: 9000', '', 'a'.repeat(9000)],
    [
      'an absence in chunks with trailers',
      'HTTP/1.1 404 No',
      'Transfer-Encoding: chunked',
      '',
      '0',
      'a: b',
      '',
      '',
    ],
    ['an absence in chunks and more', 'HTTP/1.1 404 No', 'Transfer-Encoding: chunked', '', '0', '', 'a'],
    [
      'an absence in chunks that are none',
      'HTTP/1.1 404 No',
      'Transfer-Encoding: chunked',
      '',
      '1',
      'ab',
      '0',
      '',
      '',
    ],
  ])('%s', (_what, ...lines) => expect(read(text(...lines))).toBeUndefined());
});

test('an absence is one with a body of a length and in chunks, in whatever pieces it comes', () => {
  const absences = [
    text('HTTP/1.1 404 Not Found', 'Content-Length: 0', '', ''),
    text('HTTP/1.1 404 Not Found', 'Content-Length: 8', '', '<Error/>'),
    text('HTTP/1.1 404 Not Found', 'Transfer-Encoding: Chunked', '', '0', '', ''),
    text('HTTP/1.1 404 Not Found', 'Transfer-Encoding: chunked', '', '3', '<Er', '05', 'ror/>', '0', '', ''),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...absences), cuts, (bytes, places) => {
      expect(read(bytes, places)).toMatchObject({ status: 404, body: Buffer.alloc(0), isKept: true });
      expect(read(bytes.subarray(0, -1), places)).toBe('more');
    }),
  );
});

test('a connection that the store is to close is not kept', () => {
  const closing = (...fields: string[]) =>
    read(text('HTTP/1.1 200 OK', 'Content-Length: 0', ...fields, '', ''));
  expect(closing('Connection: close')).toMatchObject({ isKept: false });
  expect(closing('Connection: keep-alive', 'Connection: close')).toMatchObject({ isKept: false });
  expect(closing('connection:Keep-Alive')).toMatchObject({ isKept: true });
});
