import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Box } from '@pvs/core/geometry/box';
import { getMapQuery } from './bench-tiles.ts';
import type { Contender } from './contender.ts';
import { findProgram } from './find-program.ts';
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
export async function runWrk(contender: Contender, load: Load, directory: string): Promise<RoundResult> {
  const { layer, format, tiles, seconds } = load;
  const { pathname } = new URL(contender.url);
  const paths = tiles.map((tile) => `${pathname}?${getMapQuery(layer, format, tile)}`);
  return runRequests(contender, { paths, seconds, connections: CONNECTIONS }, directory);
}

/** Requests of one kind. */
export interface RequestLoad {
  /** Asked for in turn. */
  readonly paths: readonly string[];
  readonly seconds: number;
  readonly connections: number;
  /** Of the request for the path at the same place. */
  readonly headers?: readonly Readonly<Record<string, string>>[];
  /** Whether all of them are to be refused. */
  readonly isRefused?: boolean;
  /** How long each connection waits before a request, milliseconds on average; it asks without a pause unless given. */
  readonly pauseMs?: number;
}

/** Asks for paths in turn for some seconds. Fails where an answer is neither 2xx nor 3xx, or is where it is not to be. */
export async function runRequests(
  { url, processes }: Pick<Contender, 'url' | 'processes'>,
  load: RequestLoad,
  directory: string,
): Promise<RoundResult> {
  const script = join(directory, 'requests.lua');
  writeFileSync(script, luaOf(load));
  const before = cpuMsOf(processes());
  const { stdout } = await promisify(execFile)(findProgram('wrk')!, [
    ...['-t1', `-c${load.connections}`, `-d${load.seconds}s`, '--latency', '--timeout', '20s', '-s', script],
    new URL(url).origin,
  ]);
  const cpuMs = cpuMsOf(processes()) - before;
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  const broken = /Socket errors: .*/.exec(stdout)?.[0];
  if (broken !== undefined || refused !== (load.isRefused === true ? requests : 0))
    throw new Error(`${url}: ${broken ?? `${refused} of ${requests} requests were refused`}`);
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

function luaOf({ paths, headers = [], pauseMs }: RequestLoad): string {
  const quoted = (text: string) => JSON.stringify(text);
  const table = (entries: Readonly<Record<string, string>>) =>
    `{${Object.entries(entries)
      .map(([name, value]) => `[${quoted(name)}]=${quoted(value)}`)
      .join(',')}}`;
  return `local paths = {${paths.map(quoted).join(',')}}
local headers = {${headers.map(table).join(',')}}
local requests = {}
local i = 0
init = function()
  for n, path in ipairs(paths) do requests[n] = wrk.format("GET", path, headers[n]) end
end
request = function()
  i = i % #requests + 1
  return requests[i]
end
${pauseMs === undefined ? '' : `delay = function() return math.random(0, ${2 * pauseMs}) end\n`}`;
}
