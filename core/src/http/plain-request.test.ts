import { describe, expect, test } from 'vitest';
import { readPlainRequest } from './plain-request.ts';

const read = (...lines: string[]) => readPlainRequest(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
const GET = 'GET /cache/tiles/A/B/1/2/3.png?time=2018 HTTP/1.1';

test('a request of a browser, of a proxy and of a load generator is read', () => {
  const target = '/cache/tiles/A/B/1/2/3.png?time=2018';
  expect(read(GET, 'Host: a')).toEqual({ method: 'GET', target, ifNoneMatch: undefined });
  expect(
    read(GET, 'host: a:80', 'connection: keep-alive', 'cookie: a="b"; c=\xe4', 'if-none-match:  "x", W/"y" '),
  ).toEqual({ method: 'GET', target, ifNoneMatch: '"x", W/"y"' });
  expect(read('HEAD / HTTP/1.1', 'Host: a')).toMatchObject({ method: 'HEAD', target: '/' });
});

describe('what a parser of HTTP might take for something else is not read', () => {
  test.each([
    ['another method', 'POST / HTTP/1.1', 'Host: a'],
    ['another version', 'GET / HTTP/1.0', 'Host: a'],
    ['a target with a host', 'GET http://a/ HTTP/1.1', 'Host: a'],
    ['a target with a space', 'GET /a b HTTP/1.1', 'Host: a'],
    ['a body by length', GET, 'Host: a', 'Content-Length: 1'],
    ['a body in chunks', GET, 'Host: a', 'transfer-encoding: chunked'],
    ['a name with a space after it', GET, 'Host: a', 'transfer-encoding : chunked'],
    ['an expectation', GET, 'Host: a', 'Expect: 100-continue'],
    ['an upgrade', GET, 'Host: a', 'Connection: Upgrade', 'Upgrade: websocket'],
    ['an end of the connection', GET, 'Host: a', 'Connection: close'],
    ['an end among others', GET, 'Host: a', 'Connection: keep-alive, close'],
    ['a folded line', GET, 'Host: a', ' content-length: 1'],
    ['a bare line feed', GET, 'Host: a\ncontent-length: 1'],
    ['a bare carriage return', GET, 'Host: a\rcontent-length: 1'],
    ['a zero byte', GET, 'Host: a\0'],
    ['no host', GET, 'Accept: */*'],
    ['two hosts', GET, 'Host: a', 'Host: b'],
    ['two validators', GET, 'Host: a', 'If-None-Match: "a"', 'If-None-Match: "b"'],
    ['two requests', GET, 'Host: a', '', GET, 'Host: a'],
    ['a line that is none', GET, 'Host: a', 'nonsense'],
    ['more than 8 kB', GET, 'Host: a', `Cookie: ${'a'.repeat(8200)}`],
  ])('%s', (_what, ...lines) => expect(read(...lines)).toBeUndefined());
});

test('a part of a request is not read, wherever it ends', () => {
  const whole = Buffer.from(`${GET}\r\nHost: a\r\nAccept: */*\r\n\r\n`);
  for (let length = 0; length < whole.length; length += 1)
    expect(readPlainRequest(whole.subarray(0, length))).toBeUndefined();
  expect(readPlainRequest(Buffer.concat([whole, Buffer.from('G')]))).toBeUndefined();
});
