import { setImmediate as breathe } from 'node:timers/promises';
import type { PixelRect } from '../draw/map-picture.ts';
import { blocksOf } from '../draw/placed-block.ts';
import type { Cog, Samples } from '../raster/cog.ts';
import type { ReadBlocks } from '../raster/block-reader.ts';
import { copySamples, samplesOf } from './copy-samples.ts';
import type { CoveragePlan } from './plan-coverage.ts';
import { piecesOfAnswer, type ResamplingPlan } from './plan-resampling.ts';
import { resampleCell, type SourceSamples } from './resample.ts';

/** How long others of the process wait. */
const HELD_MS = 20;

/** The samples of a part of an answer, and where they are data; elsewhere they are the value for that, else 0. */
export async function readResampled(
  cog: Cog,
  plan: CoveragePlan,
  resampling: ResamplingPlan,
  rect: PixelRect,
  readBlocks: ReadBlocks,
): Promise<{ readonly samples: Samples; readonly mask: Uint8Array }> {
  const { bands, dataType, fields, grid } = plan;
  const count = bands.length;
  const mask = new Uint8Array((rect.x1 - rect.x0) * (rect.y1 - rect.y0));
  const samples = samplesOf(dataType, mask.length * count);
  for (const [i, { nodata }] of fields.entries())
    if (nodata !== undefined) for (let o = i; o < samples.length; o += count) samples[o] = nodata;
  const shown = { ...rect, x1: Math.min(rect.x1, grid.widthPx), y1: Math.min(rect.y1, grid.heightPx) };
  let breathAt = performance.now() + HELD_MS;
  for (const { cells, source } of piecesOfAnswer(resampling, shown)) {
    const read = await readSource(cog, plan, resampling, source, readBlocks);
    for (const cell of cells) {
      resampleCell(read, cell, { rect, samples, mask }, resampling);
      if (performance.now() < breathAt) continue;
      await breathe();
      breathAt = performance.now() + HELD_MS;
    }
  }
  return { samples, mask };
}

async function readSource(
  cog: Cog,
  { bands, dataType, fields }: CoveragePlan,
  { level }: ResamplingPlan,
  rect: PixelRect,
  readBlocks: ReadBlocks,
): Promise<SourceSamples> {
  const places = blocksOf(level.image, rect, bands);
  const masks = level.mask ? blocksOf(level.mask, rect, [0]) : [];
  const blocks = await readBlocks(cog, [...places, ...masks]);
  const sizePx = (rect.x1 - rect.x0) * (rect.y1 - rect.y0);
  const samples = samplesOf(dataType, sizePx * bands.length);
  const fill = fields.map(({ nodata }) => nodata ?? 0);
  for (const [i, place] of places.entries()) copySamples(place, blocks[i], { rect, bands, samples }, fill);
  const mask = level.mask && new Uint8Array(sizePx);
  for (const [i, place] of masks.entries())
    copySamples(place, blocks[places.length + i], { rect, bands: [0], samples: mask! }, [0]);
  return {
    ...{ rect, count: bands.length, samples, nodata: fields.map(({ nodata }) => nodata) },
    ...(mask ? { mask } : {}),
  };
}
