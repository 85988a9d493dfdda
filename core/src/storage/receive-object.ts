import type { Dispatcher } from 'undici';
import type { Allocate } from './object-store.ts';

/** What a store answered at once. */
export interface ReceivedObject {
  /** 200, 206, or 404. */
  readonly status: number;
  /** Empty where the status is 404. */
  readonly body: Buffer;
  readonly modified: Date;
}

/** What is taken for an answer. */
export interface Expected {
  readonly status: 200 | 206;
  readonly maxBytes: number;
  /** Of memory for the body, where its size is told. */
  readonly allocate?: Allocate | undefined;
}

type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/**
 * Sends a request and receives the object whole, without streams.
 * @returns undefined for every answer but the expected one and 404
 * @throws what undici throws, or the signal's reason
 */
export function receiveObject(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { status: wanted, maxBytes, allocate = Buffer.allocUnsafeSlow }: Expected,
  signal?: AbortSignal,
): Promise<ReceivedObject | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<ReceivedObject | undefined>();
  let stop = (): void => undefined;
  let found = { status: 0, modified: new Date(0) };
  let body = bodyOf(allocate);
  const end = () => signal?.removeEventListener('abort', stop);
  dispatcher.dispatch(request, {
    onRequestStart(controller: Controller) {
      stop = () => controller.abort(signal?.reason as Error);
      if (signal?.aborted === true) stop();
      signal?.addEventListener('abort', stop, { once: true });
    },
    onResponseStart(controller: Controller, status: number, headers: Headers) {
      const { 'content-length': length, 'last-modified': modified } = headers;
      const sizeBytes = length === undefined ? undefined : Number(length);
      found = { status, modified: new Date(modified === undefined ? 0 : String(modified)) };
      if (status === 404) return;
      if (status === wanted && (sizeBytes ?? 0) <= maxBytes) body = bodyOf(allocate, sizeBytes);
      else controller.abort(new Error(`it answers ${status}`));
    },
    onResponseData: (_, chunk: Buffer) => body.add(chunk),
    onResponseEnd() {
      end();
      resolve({ ...found, body: found.status === 404 ? Buffer.alloc(0) : body.whole() });
    },
    onResponseError(_, error: Error) {
      end();
      if (found.status === 0 || signal?.aborted === true) reject(error);
      else resolve(undefined);
    },
  });
  return promise;
}

/** Bytes as they come. They are copied: chunks are parts of buffers that are many times larger than a tile. */
function bodyOf(allocate: Allocate, sizeBytes?: number): { add(chunk: Buffer): void; whole(): Buffer } {
  if (sizeBytes === undefined) {
    const chunks: Buffer[] = [];
    return { add: (chunk) => chunks.push(Buffer.from(chunk)), whole: () => Buffer.concat(chunks) };
  }
  const whole = allocate(sizeBytes);
  let at = 0;
  return { add: (chunk) => (at += chunk.copy(whole, at)), whole: () => whole };
}
