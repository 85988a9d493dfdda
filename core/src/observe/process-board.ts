import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import type { Logger } from './log.ts';
import { troubleLog } from './trouble-log.ts';

/** Hash process → JSON {@link ProcessState}, as it last said. */
export const PROCESSES_KEY = 'processes';
/** Lives as long as the process says so; judged by the clock of Redis alone. */
const heartbeatKey = (id: string) => `process_heartbeat:${id}`;

const BEAT_MS = 5000;
/** Three beats may be lost. */
const ALIVE_MS = 20_000;
/** For so long those that went without a word are shown beside others of their service, and where there are none. */
const FORGET_MS = { beside: 10 * 60_000, alone: 7 * 24 * 3_600_000 };

/** What a process says of itself. */
export interface ProcessState {
  readonly id: string;
  /** @example `renderer` */
  readonly service: string;
  /** Of the machine or container. */
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  /** When it was started, ISO 8601. */
  readonly since: string;
  /** When it last said so, ISO 8601. */
  readonly at: string;
  /** Why it cannot work, as `/readyz` says; empty where it can. */
  readonly problems: readonly string[];
  readonly memoryBytes: number;
}

/** One process of a stack, and whether it lives. */
export interface SeenProcess extends ProcessState {
  /** `silent`: it ended without saying so, or cannot reach Redis. */
  readonly state: 'ready' | 'waiting' | 'silent';
}

/** Says regularly how this process is, until it is told to leave; sweeps the board once, when it first says so. */
export function tellProcess(
  redis: ScriptedRedis,
  log: Logger,
  look: () => Promise<ProcessState>,
): { leave(): Promise<void> } {
  const trouble = troubleLog(log, { fails: 'Process:Untold', works: 'Process:ToldAgain' });
  let [stopped, swept, id] = [false, false, ''];
  const beat = async () => {
    // What waits for Redis to come back would be old by then.
    if (redis.status !== 'ready') return;
    try {
      const state = await look();
      id = state.id;
      if (stopped) return;
      await redis
        .multi()
        .hset(PROCESSES_KEY, id, JSON.stringify(state))
        .set(heartbeatKey(id), 'alive', 'PX', ALIVE_MS)
        .exec();
      if (!swept) await readProcesses(redis);
      swept = true;
      trouble.worked();
    } catch (error) {
      if (!stopped) trouble.failed(error);
    }
  };
  void beat();
  const timer = setInterval(() => void beat(), BEAT_MS);
  return {
    async leave() {
      stopped = true;
      clearInterval(timer);
      if (redis.status !== 'ready' || id === '') return;
      await redis.multi().hdel(PROCESSES_KEY, id).del(heartbeatKey(id)).exec();
    },
  };
}

/** Every process that is known of, by service and since when it runs. What is history is forgotten by that. */
export async function readProcesses(redis: ScriptedRedis): Promise<SeenProcess[]> {
  const states = Object.values(await redis.hgetall(PROCESSES_KEY)).map(
    (json) => JSON.parse(json) as ProcessState,
  );
  const beats = states.length === 0 ? [] : await redis.mget(states.map(({ id }) => heartbeatKey(id)));
  const seen = states.map((state, i) => ({ ...state, state: stateOf(state, beats[i] !== null) }));
  const gone = new Set(historyOf(seen));
  if (gone.size > 0) await redis.hdel(PROCESSES_KEY, ...gone);
  return seen
    .filter(({ id }) => !gone.has(id))
    .sort((a, b) => a.service.localeCompare(b.service) || a.since.localeCompare(b.since));
}

const stateOf = ({ problems }: ProcessState, isAlive: boolean): SeenProcess['state'] =>
  !isAlive ? 'silent' : problems.length > 0 ? 'waiting' : 'ready';

/** Those that went without a word are history once others do their work, or nobody did for long: their ids. */
function historyOf(processes: readonly SeenProcess[]): string[] {
  const alive = processes.filter(({ state }) => state !== 'silent');
  const isPast = ({ service, at }: SeenProcess) =>
    alive.some((other) => {
      const limitMs = other.service === service ? FORGET_MS.beside : FORGET_MS.alone;
      return Date.parse(other.at) - Date.parse(at) > limitMs;
    });
  return processes.filter((one) => one.state === 'silent' && isPast(one)).map(({ id }) => id);
}
