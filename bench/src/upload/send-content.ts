import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LargeContent } from './large-content.ts';

/** Who receives. */
export interface Receiver {
  readonly url: string;
  readonly token: string;
}

interface Sending {
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly from?: number;
  /** Byte at which the connection breaks. */
  readonly tornAt?: number;
}

/** Status and body of the answer; how far it got where the connection was broken. */
async function send(
  { url, token }: Receiver,
  content: LargeContent,
  { method, path, headers = {}, from = 0, tornAt = Infinity }: Sending,
): Promise<{ readonly status: number; readonly body: string } | { readonly brokenAt: number }> {
  const length = content.sizeBytes - from;
  const request = httpRequest(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-length': length, ...headers },
  });
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  answered.catch(() => undefined);
  let at = from;
  for await (const chunk of content.from(from)) {
    if (at >= tornAt) {
      request.destroy();
      return { brokenAt: at };
    }
    if (!request.write(chunk)) await once(request, 'drain');
    at += chunk.length;
  }
  request.end();
  const [response] = await answered;
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode ?? 0, body };
}

/** As the body of one request; the id of its task. */
export async function post(receiver: Receiver, content: LargeContent): Promise<string> {
  const answer = await send(receiver, content, { method: 'POST', path: '/ingest/uploads/large.tar' });
  if (!('status' in answer) || answer.status !== 202) throw unexpected(answer);
  return (JSON.parse(answer.body) as { task: string }).task;
}

/** What a resumed upload came to. */
export interface Resumed {
  readonly task: string;
  /** Bytes that were sent before a connection broke and had to be sent again. */
  readonly repeated: number;
}

/** By tus, with connections that break at some bytes. */
export async function resume(
  receiver: Receiver,
  content: LargeContent,
  breaks: readonly number[],
): Promise<Resumed> {
  const { url, token } = receiver;
  const version = { 'tus-resumable': '1.0.0', authorization: `Bearer ${token}` };
  const created = await fetch(`${url}/ingest/tus`, {
    method: 'POST',
    headers: {
      ...version,
      'upload-length': String(content.sizeBytes),
      'upload-metadata': `filename ${Buffer.from('large.tar').toString('base64')}`,
    },
  });
  const path = created.headers.get('location') ?? '';
  const patch = (from: number, tornAt = Infinity) =>
    send(receiver, content, {
      ...{ method: 'PATCH', path, from, tornAt },
      headers: {
        ...{ 'tus-resumable': '1.0.0', 'upload-offset': String(from) },
        'content-type': 'application/offset+octet-stream',
      },
    });
  let [offset, repeated] = [0, 0];
  for (const tornAt of breaks) {
    const sent = await patch(offset, tornAt);
    if (!('brokenAt' in sent)) throw unexpected(sent);
    // The server knows of it when the connection is closed, too.
    await sleep(1000);
    const head = await fetch(`${url}${path}`, { method: 'HEAD', headers: version });
    offset = Number(head.headers.get('upload-offset'));
    repeated += sent.brokenAt - offset;
  }
  const answer = await patch(offset);
  if (!('status' in answer) || answer.status !== 204) throw unexpected(answer);
  return { task: path.split('/').at(-1) ?? '', repeated };
}

const unexpected = (answer: object) => new Error(`it came to ${JSON.stringify(answer)}`);
