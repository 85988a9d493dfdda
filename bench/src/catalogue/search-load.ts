import { Agent, get } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** How long each request took, milliseconds, in ascending order. */
export type Times = readonly number[];

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** The body of an answer. @throws where it is not 200 */
export async function fetchBody(url: string): Promise<Buffer> {
  const { statusCode, body } = await new Promise<{ statusCode: number | undefined; body: Buffer }>(
    (resolve, reject) => {
      get(url, { agent }, (response) => {
        buffer(response).then((body) => resolve({ statusCode: response.statusCode, body }), reject);
      }).on('error', reject);
    },
  );
  if (statusCode !== 200) throw new Error(`${url} answers ${statusCode}: ${body.toString().slice(0, 300)}`);
  return body;
}

/** Clients that each ask again as soon as they have their answer, for so many seconds. */
export async function load(nextUrl: () => string, clients: number, seconds: number): Promise<Times> {
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  const client = async () => {
    while (performance.now() < until) {
      const started = performance.now();
      await fetchBody(nextUrl());
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return times.sort((a, b) => a - b);
}
