import { once } from 'node:events';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '@pvs/core/http/create-app';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { until } from '@pvs/core/testing/until';
import { ingestorContext, ingestorPlugin } from '../src/plugin.ts';
import { readAnswer } from './browse-report-documents.ts';

const TOKEN = 'a-token-of-this-stack';
let stack: TestStack;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  stack = await startTestStack('stack: test\ntitle: Test\ncollections: [{ id: TEST }]\n', {
    PVS_TOKEN: TOKEN,
  });
  app = createApp(stack.log, []);
  await app.register(ingestorPlugin, ingestorContext(stack));
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  await stack.stop();
});

/** What came back, so far. */
interface Heard {
  answer?: string;
}

function hear(request: ClientRequest): Heard {
  const heard: Heard = {};
  request.on('error', () => undefined);
  request.on('response', async (response) => {
    let body = '';
    for await (const chunk of response) body += String(chunk);
    heard.answer = body;
  });
  return heard;
}

it.each([
  ['as the body', 'text/xml', ''],
  [
    'as a part',
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="report"; filename="r.xml"\r\n\r\n',
  ],
])('a report of 100 MB that does not say so is refused %s before it is all there', async (_, type, begin) => {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': type };
  const request = httpRequest(`${url}/ingest/browse-reports`, { method: 'POST', headers });
  const heard = hear(request);
  request.write(`${begin}<rep:browseReport xmlns:rep="http://ngeo.eo.esa.int/ngEO/browseReport/1.0">`);
  let sentMb = 0;
  while (sentMb < 100 && heard.answer === undefined && !request.destroyed) {
    const isThrough = request.write(Buffer.alloc(1024 ** 2, ' '));
    const drained = isThrough ? sleep(5) : once(request, 'drain').catch(() => undefined);
    await Promise.race([drained, sleep(2000)]);
    sentMb += 1;
  }
  // A client that goes on sending may lose the answer with the connection (RFC 9112 §9.6).
  await until(() => heard.answer !== undefined || request.destroyed);
  request.destroy();
  expect(sentMb).toBeLessThan(60);
  if (heard.answer !== undefined)
    expect(readAnswer(heard.answer).records[0]?.join()).toMatch(
      /^(InvalidRequest|FileTooLarge),.*too large/i,
    );
  expect(await stack.redis.llen('preprocess-md_queue')).toBe(0);
});
