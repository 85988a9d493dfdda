import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { MessageSplitter } from './message-splitter.ts';
import { Turns } from './turns.ts';

/**
 * Lets many connections share PGlite, which is one session. A connection has its turn from the first message of a
 * batch to the Sync or simple query that ends it, and for as long as it is in a transaction; the others wait. The
 * messages of two connections therefore never mix, which PGlite's own socket server does not promise: it takes
 * turns message by message, so that one connection's Bind can meet another's Parse.
 */
export async function listenForClients(database: PGlite, port: number) {
  const turns = new Turns();
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    void serveClient(database, turns, socket).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      // Whoever has the turn finishes first.
      await turns.take(server);
    },
  };
}

async function serveClient(database: PGlite, turns: Turns, socket: Socket): Promise<void> {
  const splitter = new MessageSplitter();
  let batch: Uint8Array[] = [];
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      for (const message of splitter.push(chunk)) {
        if (message.kind === 'ssl-request') socket.write('N');
        else if (message.kind === 'terminate' || message.kind === 'cancel') return;
        else batch.push(message.bytes);
        if (message.kind !== 'complete') continue;
        await turns.take(socket);
        for (const bytes of batch)
          await database.execProtocolRawStream(bytes, { onRawData: (data) => socket.write(data.slice()) });
        batch = [];
        if (!database.isInTransaction()) turns.release(socket);
      }
    }
  } finally {
    socket.end();
    if (turns.has(socket)) {
      if (database.isInTransaction()) await database.exec('ROLLBACK');
      turns.release(socket);
    }
  }
}
