import { connect, createServer, type Server, type Socket } from 'node:net';

/** A port before a real server that can refuse connections for a while. */
export interface Gate {
  readonly port: number;
  /** Breaks every connection and listens no more: connecting is refused. */
  close(): Promise<void>;
  open(): Promise<void>;
}

/** Opens a gate on `port` (0 for a free one) to a server on loopback. */
export async function startGate(target: number, port = 0): Promise<Gate> {
  const sockets = new Set<Socket>();
  const pass = (client: Socket) => {
    const server = connect(target, '127.0.0.1');
    for (const [a, b] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(a);
      a.on('error', () => b.destroy());
      a.on('close', () => {
        sockets.delete(a);
        b.destroy();
      });
      a.pipe(b);
    }
  };
  let server: Server | undefined;
  let bound = port;
  const open = async () => {
    server = createServer(pass);
    await new Promise<void>((resolve) => server?.listen(bound, '127.0.0.1', resolve));
    const address = server.address();
    if (address !== null && typeof address === 'object') bound = address.port;
  };
  await open();
  return {
    port: bound,
    open,
    async close() {
      const closed = new Promise((resolve) => server?.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
