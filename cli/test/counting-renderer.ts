import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type MetatileRequest, readMetatileRequest } from '@pvs/core/layers/metatile';

/** Stands in front of a renderer and notes what it is asked to draw. */
export interface CountingRenderer {
  readonly url: string;
  /** Oldest first. */
  readonly drawn: MetatileRequest[];
  /** While it is pending, what is asked for waits. */
  hold: Promise<void>;
  stop(): Promise<void>;
}

export async function startCountingRenderer(rendererUrl: string): Promise<CountingRenderer> {
  const drawn: MetatileRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (request.url === '/internal/metatile') {
      drawn.push(readMetatileRequest(body));
      await counting.hold;
    }
    const { method = 'GET', headers } = request;
    const passed = ask(new URL(request.url ?? '', rendererUrl), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    passed.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const counting: CountingRenderer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    drawn,
    hold: Promise.resolve(),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return counting;
}
