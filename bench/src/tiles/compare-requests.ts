import type { Contender } from '../wms/contender.ts';
import { type RequestLoad, type RoundResult, runRequests } from '../wms/run-wrk.ts';

const ROUNDS = 3;
/** That count for nothing: what answers is compiled meanwhile, and what it reads comes into the system's memory. */
const WARMING = 2;
const ROUND_S = Number(process.env['PVS_BENCH_SECONDS'] ?? 6);
const CONNECTIONS = 16;

/** What one contender is asked for. */
export interface Side extends Pick<RequestLoad, 'paths' | 'headers' | 'pauseMs'> {
  readonly contender: Contender;
}

/** Asks both sides in turn, warm; prints each round, and the ratio of the medians. */
export async function compareRequests(
  what: string,
  ours: Side,
  theirs: Side,
  directory: string,
): Promise<void> {
  const sides = [ours, theirs].map((side) => ({ ...side, results: [] as RoundResult[] }));
  const run = ({ contender, ...load }: Side) =>
    runRequests(contender, { ...load, seconds: ROUND_S, connections: CONNECTIONS }, directory);
  for (const side of sides) for (let i = 0; i < WARMING; i += 1) await run(side);
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const side of sides) {
      const result = await run(side);
      side.results.push(result);
      console.log(`${what}, round ${round}, ${side.contender.name}: ${describe(result)}`);
    }
  }
  const [our, their] = sides.map(({ results }) => results);
  const ratio = (pick: (result: RoundResult) => number) =>
    (median(our!.map(pick)) / median(their!.map(pick))).toFixed(2);
  console.log(
    `${what}: ${ratio((r) => r.requestsPerS)} times the requests/s, ${ratio((r) => r.p99Ms)} of the p99, ${ratio((r) => r.cpuMsPerRequest)} of the CPU a request (medians)`,
  );
}

const describe = ({ requestsPerS, p50Ms, p99Ms, cpuMsPerRequest }: RoundResult) =>
  `${requestsPerS.toFixed(0)} requests/s, p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms, CPU ${(cpuMsPerRequest * 1000).toFixed(0)} µs a request`;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
