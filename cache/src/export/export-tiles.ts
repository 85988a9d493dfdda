import sharp from 'sharp';
import type { CatalogueIndex } from '@pvs/core/catalogue/catalogue-index';
import type { StackConfig } from '@pvs/core/config/stack';
import type { TileCover } from '@pvs/core/tile-matrix-set/tile-cover';
import type { TileAddress } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import type { TileBackend } from '../backends/tile-backend.ts';
import { mediaTypeOf } from '../tiles/tile-format.ts';
import { planningContext, planTile, type TilePlan } from '../tiles/tile-plan.ts';
import { hilbertPosition, hilbertTile } from './hilbert-curve.ts';
import type { ExportPlan } from './plan-export.ts';
import type { TileArchive } from './tile-archive.ts';

/** What tiles are exported from. */
export interface ExportSource {
  readonly stack: StackConfig;
  readonly index: CatalogueIndex;
  readonly backend: TileBackend;
  /** Has a tile drawn and kept that is not; without it such tiles are left out. */
  draw?(plan: ExportPlan, address: TileAddress): Promise<void>;
}

/** How far an export is, in tiles. */
export interface ExportCounts {
  readonly total: number;
  /** In the archive. */
  written: number;
  /** Of those, not kept before: the cache drew them, each with those around it, when they were asked of it. */
  asked: number;
  /** Of those, in another form than they are kept in. */
  converted: number;
  /** Nothing shows on them: they are not in the archive. */
  empty: number;
  /** Something shows on them, but they are not kept. */
  missing: number;
  /** Of the written. */
  sizeBytes: number;
}

/** Tiles that are read at once. */
const BATCH = 32;

/** Writes the kept tiles of a plan into an archive, those of each zoom along the Hilbert curve. */
export async function exportTiles(
  plan: ExportPlan,
  source: ExportSource,
  archive: TileArchive,
  progress: (counts: ExportCounts) => void,
  signal?: AbortSignal,
): Promise<ExportCounts> {
  const { stack, index } = source;
  const planning = planningContext(stack, index);
  const request = { layer: plan.layer, tms: plan.link.tms, format: plan.kept, time: plan.time };
  const counts: ExportCounts = {
    ...{ total: plan.count, written: 0, asked: 0, converted: 0, empty: 0, missing: 0, sizeBytes: 0 },
  };
  const read = (address: TileAddress) => readTile(plan, planTile(request, address, planning), source, counts);
  for (const batch of batchesOf(plan.covers)) {
    signal?.throwIfAborted();
    for (const [i, body] of (await Promise.all(batch.map(read))).entries()) {
      if (!body) continue;
      archive.add(batch[i]!, body);
      counts.written += 1;
      counts.sizeBytes += body.length;
    }
    progress(counts);
  }
  return counts;
}

/** A tile as it comes into the archive; undefined where it does not. */
async function readTile(
  plan: ExportPlan,
  { key, products, address }: TilePlan,
  { backend, draw }: ExportSource,
  counts: ExportCounts,
): Promise<Buffer | undefined> {
  let body = products.length === 0 ? Buffer.alloc(0) : await backend.get(key);
  if (!body && draw) {
    await draw(plan, address);
    body = await backend.get(key);
    if (body && body.length > 0) counts.asked += 1;
  }
  if (!body) counts.missing += 1;
  else if (body.length === 0) counts.empty += 1;
  else if (mediaTypeOf(plan.kept, body) === `image/${plan.about.format}`) return body;
  else {
    counts.converted += 1;
    return sharp(body).png().toBuffer();
  }
  return undefined;
}

function* batchesOf(covers: readonly TileCover[]): Generator<TileAddress[]> {
  for (const cover of covers) {
    const positions = positionsOf(cover);
    for (let i = 0; i < positions.length; i += BATCH) {
      yield Array.from(positions.subarray(i, i + BATCH), (position) => hilbertTile(cover.zoom, position));
    }
  }
}

/** On the Hilbert curve, in its order. */
function positionsOf(cover: TileCover): Float64Array {
  const positions = new Float64Array(cover.count);
  let count = 0;
  for (const { zoom, tiles } of cover.blocks(BATCH)) {
    for (const { column, row } of tiles) {
      positions[count] = hilbertPosition({ zoom, column, row });
      count += 1;
    }
  }
  return positions.sort();
}
