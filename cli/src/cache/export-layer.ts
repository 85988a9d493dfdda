import { openBackend } from '@pvs/cache/backends/index';
import { cacheUrlOf } from '@pvs/cache/cache-context';
import { drawOverCache } from '@pvs/cache/export/draw-over-cache';
import { type ExportCounts, type ExportSource, exportTiles } from '@pvs/cache/export/export-tiles';
import { type ExportPlan, planExport } from '@pvs/cache/export/plan-export';
import type { TileArchive } from '@pvs/cache/export/tile-archive';
import { readChanges } from '@pvs/core/catalogue/catalogue-follower';
import { connectDatabase } from '@pvs/core/catalogue/database';
import { FootprintIndex } from '@pvs/core/catalogue/footprint-index';
import type { Environment } from '@pvs/core/config/environment';
import { loadStack } from '@pvs/core/config/load-stack';
import { invalidInput } from '@pvs/core/errors';
import { createLog } from '@pvs/core/observe/log';
import { type CommandContext, exitCode } from '../command.ts';
import { reachStack } from '../connect/reach-stack.ts';
import { createProgressDisplay } from '../progress-display.ts';
import { terminated } from '../terminated.ts';
import { type ExportOptions, exportWordsOf, outputOf } from './export-options.ts';

/**
 * Writes the kept tiles of a layer into one file that GIS programs, phones and browsers open. Ended or failed, it
 * leaves nothing behind; with `draw` repeated, it goes on where it was, since what it had drawn is kept.
 */
export async function exportLayer(
  { env, print, say }: CommandContext,
  layer: string | undefined,
  options: ExportOptions,
): Promise<number> {
  if (layer === undefined) throw invalidInput('name the layer: ./pvs cache export LAYER --output FILE');
  const output = outputOf(options);
  const words = { layer, ...exportWordsOf(options) };
  const source = await openSource(env, options.draw ?? false);
  try {
    const plan = planExport(words, source.stack, source.index);
    if (plan.count === 0)
      throw invalidInput(`no product of ${layer} lies there in that time: no file is written`);
    if (plan.kept.name === 'mixed')
      say('an archive has one format: JPEG tiles of mixed ones become PNG (--tiles names others to export)');
    const counts = await write(plan, source, output.open());
    const report = { file: output.path, ...plan.about, ...counts };
    print(options.json ? JSON.stringify(report, undefined, 2) : `${output.path}: ${describe(counts)}`);
    return exitCode.done;
  } finally {
    source.backend.close();
  }
}

/** The catalogue is read as it is now: what changes later is not in the file. */
async function openSource(env: Environment, draws: boolean): Promise<ExportSource> {
  const reached = await reachStack(env, draws ? ['PVS_DATABASE_URL', 'PVS_CACHE_URL'] : ['PVS_DATABASE_URL']);
  const stack = await loadStack(reached);
  const db = connectDatabase(reached.PVS_DATABASE_URL, 1, createLog('cli', 'silent'));
  const index = new FootprintIndex();
  await readChanges(db, index, 0).finally(() => db.destroy());
  const draw = draws && { draw: drawOverCache(reached.PVS_CACHE_URL ?? '', env.PVS_TOKEN) };
  return { stack, index, backend: openBackend(cacheUrlOf(stack, reached)), ...draw };
}

async function write(plan: ExportPlan, source: ExportSource, archive: TileArchive): Promise<ExportCounts> {
  const stopping = new AbortController();
  void terminated().then((name) => stopping.abort(invalidInput(`ended by ${name}: no file is written`)));
  const display = createProgressDisplay(process.stderr);
  const show = (counts: ExportCounts) =>
    display.update({ fraction: doneOf(counts) / counts.total, text: describe(counts) });
  try {
    const counts = await exportTiles(plan, source, archive, show, stopping.signal);
    if (counts.written === 0) throw nothingKept(counts);
    await archive.finish(plan.about);
    return counts;
  } catch (error) {
    await archive.abandon();
    throw error;
  } finally {
    display.end();
  }
}

const doneOf = ({ written, empty, missing }: ExportCounts) => written + empty + missing;

function describe(counts: ExportCounts): string {
  const { total, written, asked, converted, empty, missing, sizeBytes } = counts;
  const parts = [
    `${written} of ${total} tiles, ${Math.round(sizeBytes / 1e5) / 10} MB`,
    ...(asked > 0 ? [`${asked} asked of the cache`] : []),
    ...(converted > 0 ? [`${converted} converted to PNG`] : []),
    ...(empty > 0 ? [`${empty} empty`] : []),
    ...(missing > 0 ? [`${missing} left out, since they are not kept (--draw draws them)`] : []),
  ];
  return parts.join(', ');
}

const nothingKept = ({ missing }: ExportCounts) =>
  invalidInput(
    missing > 0
      ? `none of the ${missing} tiles is kept: draw them first (./pvs seed), or with --draw; no file is written`
      : 'nothing shows on any of the tiles: no file is written',
  );
