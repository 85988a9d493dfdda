import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Box } from '@pvs/core/geometry/box';
import { getMapQuery } from './bench-tiles.ts';
import type { Contender } from './contender.ts';
import { findProgram } from './map-server.ts';
import { cpuMsOf } from './process-usage.ts';

export interface Load {
  readonly layer: string;
  readonly format: string;
  readonly tiles: readonly Box[];
  readonly seconds: number;
}

/** What one round of requests showed. */
export interface RoundResult {
  readonly requestsPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerRequest: number;
}

const CONNECTIONS = 4;

/** Asks for the tiles in turn over four connections for some seconds. Fails where an answer is no picture. */
export async function runWrk(
  { url, processes }: Contender,
  load: Load,
  directory: string,
): Promise<RoundResult> {
  const script = join(directory, 'requests.lua');
  writeFileSync(script, luaOf(new URL(url).pathname, load));
  const before = cpuMsOf(processes());
  const { stdout } = await promisify(execFile)(findProgram('wrk')!, [
    ...['-t1', `-c${CONNECTIONS}`, `-d${load.seconds}s`, '--latency', '--timeout', '20s', '-s', script],
    new URL(url).origin,
  ]);
  const cpuMs = cpuMsOf(processes()) - before;
  const failed = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(stdout)?.[0];
  if (failed !== undefined) throw new Error(`${url}: ${failed}`);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  return {
    requestsPerS: Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1]),
    p50Ms: latencyMs(stdout, 50),
    p99Ms: latencyMs(stdout, 99),
    cpuMsPerRequest: cpuMs / requests,
  };
}

const UNIT_MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

function latencyMs(output: string, percent: number): number {
  const [, value, unit = ''] = new RegExp(`^\\s*${percent}%\\s+([\\d.]+)(\\w+)`, 'm').exec(output) ?? [];
  return Number(value) * (UNIT_MS[unit] ?? Number.NaN);
}

function luaOf(path: string, { layer, format, tiles }: Load): string {
  const paths = tiles.map((tile) => `"${path}?${getMapQuery(layer, format, tile)}"`);
  return `local paths = {${paths.join(',')}}
local i = 0
request = function()
  i = i + 1
  return wrk.format("GET", paths[(i - 1) % #paths + 1])
end
`;
}
