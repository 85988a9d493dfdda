import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of files of given sizes, whose answers a test holds back and which it can take away. */
export interface Archive {
  readonly url: string;
  /** Files whose content was asked for and not yet sent. */
  readonly held: ReadonlyMap<string, ServerResponse>;
  /** Sends the content that was asked for. */
  send(id: string): void;
  /** Refuses connections, and breaks those that are open. */
  close(): Promise<void>;
  /** Answers again, on the same port. */
  open(): Promise<void>;
}

/**
 * Starts an archive on loopback.
 * @param sizes bytes of each file; the rest is answered with 404
 * @param holds whether the content of a file waits for `send`
 */
export async function startArchive(
  sizes: Readonly<Record<string, number>>,
  holds: (id: string) => boolean,
): Promise<Archive> {
  const held = new Map<string, ServerResponse>();
  const server = createServer((request, response) => {
    const id = (request.url ?? '').slice(1);
    const sizeBytes = sizes[id];
    if (sizeBytes === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-length': sizeBytes });
    if (request.method === 'HEAD') return void response.end();
    held.set(id, response);
    response.on('close', () => held.get(id) === response && held.delete(id));
    if (!holds(id)) send(id);
  });
  const send = (id: string) => {
    held.get(id)?.end(Buffer.alloc(sizes[id] ?? 0));
    held.delete(id);
  };
  let port = 0;
  const open = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  };
  await open();
  return {
    url: `http://127.0.0.1:${port}`,
    ...{ held, send, open },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
