import { lookup } from 'node:dns/promises';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { messageOf } from '@pvs/core/errors';

/** A replica that does not tell Redis of itself, as its `/readyz` answers. */
export interface AskedReplica {
  readonly service: string;
  readonly address: string;
  readonly ready: boolean;
  /** Why not. */
  readonly problems: readonly string[];
}

const DEADLINE_MS = 3000;

/** Asks every address that a service's name has (in a swarm: every replica) whether it is ready. */
export async function askReplicas(service: string, url: string): Promise<AskedReplica[]> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  try {
    const addresses = await lookup(host, { all: true });
    return await Promise.all(
      addresses.map(async ({ address }) => ({
        service,
        address,
        ...(await ask(address, port || '80', host)),
      })),
    );
  } catch (error) {
    return [{ service, address: host, ready: false, problems: [messageOf(error)] }];
  }
}

async function ask(address: string, port: string, host: string) {
  try {
    const { status, body } = await get({ host: address, port, path: '/readyz', headers: { host } });
    if (status === 200) return { ready: true, problems: [] };
    const { problems = [`/readyz answered ${status}`] } = JSON.parse(body) as { problems?: string[] };
    return { ready: false, problems };
  } catch (error) {
    return { ready: false, problems: [messageOf(error)] };
  }
}

function get(options: { host: string; port: string; path: string; headers: Record<string, string> }) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const asked = request({ ...options, signal: AbortSignal.timeout(DEADLINE_MS) }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    asked.once('error', reject);
    asked.end();
  });
}
