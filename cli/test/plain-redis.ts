import { once } from 'node:events';
import { connect } from 'node:net';

/** One command over a bare connection in Redis' inline form, as a person with telnet would; the reply as it came. */
export async function plainRedis(url: string, command: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`${command}\r\n`);
  const [reply] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return reply.toString();
}
