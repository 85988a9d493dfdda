import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** `wanted` where nothing listens on it, else a port that is free now. */
export async function freePort(host: string, wanted = 0): Promise<number> {
  return (await tryPort(host, wanted)) ?? (await tryPort(host, 0)) ?? 0;
}

/** The port, or undefined where it cannot be listened on. */
export async function tryPort(host: string, port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}
