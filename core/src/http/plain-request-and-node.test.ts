import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPlainRequest } from './plain-request.ts';

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer(({ method, url, headers }, response) =>
    response.end(`<${JSON.stringify([method, url, headers['if-none-match']])}>`),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const LAST = 'GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

/** What Node takes the bytes for, and a request after them. */
async function asNode(bytes: Buffer): Promise<unknown[]> {
  const client = connect(port, '127.0.0.1');
  client.write(Buffer.concat([bytes, Buffer.from(LAST)]));
  return [...(await text(client)).matchAll(/<(\[.*?\])>/g)].map(([, read]) => JSON.parse(read!));
}

/** Pieces of which requests are made, right ones and such as have fooled parsers. */
const pieces = fc.array(
  fc.constantFrom(
    ...['If-None-Match: "a"', 'if-none-match:"a", W/"b"\t', 'Accept: */*', 'X: ', 'X-Y:z ', 'Cookie: a=\xff'],
    ...[
      'Content-Length: 5',
      'Content-Length : 5',
      'Transfer-Encoding: chunked',
      'Transfer-Encoding\t:chunked',
    ],
    ...[' X: folded', '\tX: folded', 'X', ': x', 'X: a\nContent-Length: 5', 'X: a\rY: b', 'X: \0', 'X: \x7f'],
    ...[
      'Connection: keep-alive',
      'Connection: keep-alive, upgrade',
      'Upgrade: h2c',
      'Expect: 100-continue',
      '',
    ],
    ...['Host: b', 'X: a\r', 'X: a\n', 'GET /other HTTP/1.1', 'TE: trailers', 'Keep-Alive: 5'],
  ),
  { maxLength: 4 },
);
const lines = fc.constantFrom(
  'GET /a?b=c HTTP/1.1',
  'HEAD /a HTTP/1.1',
  'GET /a HTTP/1.1 ',
  'GET  /a HTTP/1.1',
);

test('what is read as one plain request Node reads as the same one, and nothing more', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(lines, pieces, async (line, fields) => {
      const bytes = Buffer.from([line, 'Host: a', ...fields, '', ''].join('\r\n'), 'latin1');
      const read = readPlainRequest(bytes);
      if (!read) return;
      compared += 1;
      const { method, target, ifNoneMatch } = read;
      const first = method === 'HEAD' ? [] : [JSON.parse(JSON.stringify([method, target, ifNoneMatch]))];
      expect(await asNode(bytes)).toEqual([...first, ['GET', '/last', null]]);
    }),
    { numRuns: 600 },
  );
  expect(compared).toBeGreaterThan(50);
});
