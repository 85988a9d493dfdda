import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../testing/until.ts';
import { type QuickAnswer, QuickAnswers } from './quick-answers.ts';

const LARGE = Buffer.alloc(32 * 1024 ** 2, 'x');
let server: Server;
let quick: QuickAnswers;
let client: Socket;
let said: string;
let late: (() => void)[];
let soon: PromiseWithResolvers<QuickAnswer | undefined>[];
let sent: Buffer[];

/** `/quick…` is answered at once, `/soon…` when told to, `/late…` by Node when told to, all else by Node. */
beforeEach(async () => {
  late = [];
  soon = [];
  sent = [];
  server = createServer((request, response) => {
    const answer = () => response.end(`node ${request.method} ${request.url}`);
    if (request.url?.startsWith('/late')) late.push(answer);
    else request.resume().on('end', answer);
  }).listen(0, '127.0.0.1');
  quick = new QuickAnswers(server, ({ target, ifNoneMatch }) => {
    if (ifNoneMatch === '"tag"') return { status: 304, fields: 'etag: "tag"\r\n' };
    if (target === '/quick/large')
      return { status: 200, fields: '', body: LARGE, sent: (body) => sent.push(body) };
    if (target.startsWith('/soon')) {
      const answer = Promise.withResolvers<QuickAnswer | undefined>();
      soon.push(answer);
      return answer.promise;
    }
    return target.startsWith('/quick')
      ? { status: 200, fields: 'etag: "tag"\r\n', body: Buffer.from(`quick ${target}`) }
      : undefined;
  });
  await once(server, 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  said = '';
  client.setEncoding('latin1').on('data', (text: string) => (said += text));
});

afterEach(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

const bytes = (path: string, ...fields: string[]) =>
  `${[`GET ${path} HTTP/1.1`, 'Host: a', ...fields].join('\r\n')}\r\n\r\n`;
/** What was said after a request; its answers end as given. */
async function ask(text: string, ending: string): Promise<string> {
  said = '';
  client.write(text);
  await until(async () => said.endsWith(ending));
  return said;
}
/** Node answers the first request of a connection. */
const begin = () => ask(bytes('/quick/first'), 'node GET /quick/first');

test('the second request of a connection is answered at once, with all that an answer needs', async () => {
  await begin();
  const answer = await ask(bytes('/quick/2'), 'quick /quick/2');
  expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(Date.parse(/^date: (.*) GMT\r$/m.exec(answer)![1]!)).not.toBeNaN();
  expect(answer).toContain('\r\nconnection: keep-alive\r\nkeep-alive: timeout=5\r\n');
  expect(answer).toContain('\r\netag: "tag"\r\ncontent-length: 14\r\n\r\n');
  const unchanged = await ask(bytes('/quick/2', 'If-None-Match: "tag"'), '\r\n\r\n');
  expect(unchanged).toMatch(/^HTTP\/1.1 304 Not Modified\r\n[^]*etag: "tag"\r\n\r\n$/);
});

test('requests for this and that take turns on one connection', async () => {
  await begin();
  for (let i = 0; i < 20; i += 1) {
    await ask(bytes(`/slow/${i}`), `node GET /slow/${i}`);
    await ask(bytes(`/quick/${i}`), `\r\n\r\nquick /quick/${i}`);
  }
});

test('an answer does not overtake one that Node owes', async () => {
  await begin();
  client.write(bytes('/late'));
  await until(async () => late.length === 1);
  said = '';
  client.write(bytes('/quick/after'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(said).toBe('');
  late[0]!();
  await until(async () => said.endsWith('node GET /quick/after'));
  expect(said.indexOf('node GET /late')).toBeLessThan(said.indexOf('node GET /quick/after'));
  expect(await ask(bytes('/quick/again'), 'quick /quick/again')).not.toContain('node');
});

test('requests in one piece, in pieces and with bodies are Node’s, and so is all that follows', async () => {
  await begin();
  await ask(bytes('/quick/1') + bytes('/quick/2'), 'node GET /quick/2');
  await ask(bytes('/quick/3'), 'node GET /quick/3');
  const [first, ...rest] = bytes('/quick/4');
  client.setNoDelay().write(first!);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await ask(rest.join(''), 'node GET /quick/4');
  const post = `POST /quick/5 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n`;
  await ask(`${post}abc`, 'node POST /quick/5');
});

test('a connection that is to end after an answer does, and a wrong request is refused', async () => {
  await begin();
  const closed = once(client, 'close');
  await ask(bytes('/quick/last', 'Connection: close'), 'node GET /quick/last');
  await closed;
  const another = connect((server.address() as AddressInfo).port, '127.0.0.1');
  another.end('nonsense\r\n\r\n');
  const [answer] = await once(another, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 400 /);
});

/** Has the client take nothing of a large answer; counts what it takes from then on. */
async function beginLarge(): Promise<() => number> {
  await begin();
  client.removeAllListeners('data').pause();
  client.write(bytes('/quick/large'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(sent).toEqual([]);
  let length = 0;
  client.on('data', (text: string) => (length += text.length)).pause();
  return () => length;
}

test('an answer that a slow client takes in parts arrives whole, also while the server closes', async () => {
  const taken = await beginLarge();
  const closing = quick.close().then(() => server.closeIdleConnections());
  client.resume();
  await closing;
  await until(async () => taken() > LARGE.length);
  expect(sent[0]).toBe(LARGE);
});

test('a client that goes away in the middle of an answer leaves nothing behind', async () => {
  await beginLarge();
  client.destroy();
  await quick.close();
  expect(sent[0]).toBe(LARGE);
});

const found = (text: string): QuickAnswer => ({ status: 200, fields: '', body: Buffer.from(text) });
/** Asks for what is answered when told to. */
async function beginSoon(path: string): Promise<void> {
  const before = soon.length;
  said = '';
  client.write(bytes(path));
  await until(async () => soon.length > before);
}

test('what comes while an answer is waited for is answered after it', async () => {
  await begin();
  for (const next of ['/quick/next', '/node/next']) {
    await beginSoon('/soon');
    client.write(bytes(next));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(said).toBe('');
    soon.at(-1)!.resolve(found('soon'));
    await until(async () => said.endsWith(next));
    expect(said.indexOf('soon')).toBeLessThan(said.indexOf(next));
  }
});

test('what is not found after all is Node’s, and so is what fails', async () => {
  await begin();
  await beginSoon('/soon/not');
  soon.at(-1)!.resolve(undefined);
  await until(async () => said.endsWith('node GET /soon/not'));
  await beginSoon('/soon/failing');
  soon.at(-1)!.reject(new Error('away'));
  await until(async () => said.endsWith('node GET /soon/failing'));
  expect(await ask(bytes('/quick/again'), 'quick /quick/again')).not.toContain('node');
});

test('a connection is not idle while its answer is waited for', async () => {
  server.keepAliveTimeout = 30;
  server.keepAliveTimeoutBuffer = 0;
  await begin();
  await beginSoon('/soon');
  await new Promise((resolve) => setTimeout(resolve, 200));
  soon[0]!.resolve(found('soon'));
  await until(async () => said.endsWith('soon'));
  await once(client, 'close');
});

test('a server that closes waits for what is found', async () => {
  await begin();
  await beginSoon('/soon');
  const closing = quick.close().then(() => server.closeIdleConnections());
  soon[0]!.resolve(found('soon'));
  await closing;
  await until(async () => said.endsWith('soon'));
});

test.each([found('soon'), undefined])('an answer whose client is gone goes nowhere: %o', async (answer) => {
  await begin();
  await beginSoon('/soon');
  const closed = Promise.withResolvers<void>();
  client.destroy();
  const poll = setInterval(() => server.getConnections((_, n) => n === 0 && closed.resolve()), 5);
  await closed.promise;
  clearInterval(poll);
  soon[0]!.resolve(answer);
  await quick.close();
  const another = connect((server.address() as AddressInfo).port, '127.0.0.1');
  another.write(bytes('/alone'));
  const [text] = await once(another, 'data');
  expect(String(text)).toMatch(/node GET \/alone$/);
  another.destroy();
});
