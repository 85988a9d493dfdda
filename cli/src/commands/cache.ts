import { evictTiles } from '@pvs/cache/backends/evict-tiles';
import { openBackend } from '@pvs/cache/backends/index';
import { measureTiles } from '@pvs/cache/backends/measure-tiles';
import type { TileBackend } from '@pvs/cache/backends/tile-backend';
import { cacheUrlOf } from '@pvs/cache/cache-context';
import { loadStack } from '@pvs/core/config/load-stack';
import { invalidInput } from '@pvs/core/errors';
import { type CommandContext, exitCode } from '../command.ts';
import { exportLayer } from '../cache/export-layer.ts';
import type { ExportOptions } from '../cache/export-options.ts';
import { reachStack } from '../connect/reach-stack.ts';
import { columns } from '../printable.ts';

interface Options extends ExportOptions {
  /** Text as it was given. */
  readonly maxBytes?: string;
}

/** Looks after the tiles of a stack: says what is kept, removes what was not used for longest, writes archives. */
export async function cache(
  context: CommandContext,
  [action = '', layer]: readonly string[],
  options: Options,
): Promise<number> {
  if (action === 'export') return exportLayer(context, layer, options);
  if (action !== 'stats' && action !== 'gc')
    throw invalidInput(`there is no action '${action}': allowed are stats, gc and export`);
  const { env, print } = context;
  const { json = false, maxBytes } = options;
  const reached = await reachStack(env, ['PVS_REDIS_URL']);
  const stack = await loadStack(reached);
  const backend = openBackend(cacheUrlOf(stack, reached));
  try {
    if (action === 'stats') await printStats(backend, json, print);
    else await collect(backend, limitOf(maxBytes, stack.cache.maxBytes), json, print);
    return exitCode.done;
  } finally {
    backend.close();
  }
}

async function printStats(backend: TileBackend, json: boolean, print: (line: string) => void): Promise<void> {
  const { tiles, sizeBytes, zooms } = await measureTiles(backend);
  if (json) {
    print(JSON.stringify({ tiles, sizeBytes, zooms }, undefined, 2));
    return;
  }
  const rows = zooms.map((zoom) => [
    zoom.collection,
    zoom.tileMatrixSet,
    zoom.zoom,
    zoom.tiles,
    megabytes(zoom.sizeBytes),
  ]);
  for (const line of columns([['collection', 'tile matrix set', 'zoom', 'tiles', 'MB'], ...rows]))
    print(line);
  print(`${tiles} tiles, ${megabytes(sizeBytes)} MB`);
}

async function collect(
  backend: TileBackend,
  maxBytes: number,
  json: boolean,
  print: (line: string) => void,
): Promise<void> {
  const report = await evictTiles(backend, maxBytes);
  if (json) print(JSON.stringify(report, undefined, 2));
  else {
    print(
      `${report.tiles} tiles, ${megabytes(report.sizeBytes)} MB; removed ${report.removedTiles} (${megabytes(report.removedBytes)} MB)`,
    );
  }
}

function limitOf(given: string | undefined, configured: number | undefined): number {
  const limit = given === undefined ? configured : Number(given);
  if (limit !== undefined && Number.isSafeInteger(limit) && limit >= 0) return limit;
  throw invalidInput(
    given === undefined
      ? 'the stack has no cache.maxBytes: say how much is to be kept with --max-bytes'
      : `--max-bytes: expected a number of bytes, given '${given}'`,
  );
}

const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
