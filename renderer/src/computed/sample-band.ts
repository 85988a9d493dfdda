import type { Resampling } from '@pvs/core/config/resampling';
import { assembleWindow } from '../draw/assemble-window.ts';
import type { PixelRect } from '../draw/map-picture.ts';
import type { PictureGrid } from '../draw/pixel-mapping.ts';
import { findSight, planDrawing } from '../draw/plan-drawing.ts';
import { readWindow } from '../draw/read-window.ts';
import { type Warp, warpPacked, warpVectors } from '../draw/warp-window.ts';
import { scratchMemory } from '../kernels/scratch.ts';
import type { RasterAccess } from '../raster/raster-access.ts';
import { rasterCorrupt } from '../raster/raster-error.ts';
import type { BandSource } from './computed-rendering.ts';

/**
 * Brings one band to the grid of a picture: its values, row by row, NaN where there are none.
 * @throws SourceUnavailable where the file is missing, cut or damaged
 */
export async function sampleBand(
  view: PictureGrid,
  { coverage, band, nodata }: BandSource,
  resampling: Resampling,
  raster: RasterAccess,
): Promise<Float32Array> {
  const values = new Float32Array(view.widthPx * view.heightPx).fill(NaN);
  const sight = findSight(view, coverage.grid);
  if (sight.areas.length === 0) return values;
  const cog = await raster.open(coverage);
  const [full, ...overviews] = cog.levels.map(({ image }) => image);
  if (full!.widthPx !== coverage.grid.widthPx || full!.samplesPerPixel <= band)
    throw rasterCorrupt(
      cog.key,
      `it is not the file of ${coverage.bands.length} bands that the catalogue knows`,
    );
  const plan = planDrawing(sight, [full!, ...overviews], resampling);
  const alphaBand = coverage.bands.findIndex(({ color }) => color === 'alpha');
  for (const piece of plan.pieces) {
    const request = {
      ...{ cog, level: cog.levels[plan.level]!, rect: piece.window, bands: [band] },
      nodata: [coverage.bands[band]?.nodata ?? nodata],
      ...(alphaBand < 0 ? {} : { alphaBand }),
    };
    const blocks = await readWindow(request, raster.readBlocks);
    if (blocks) putValues(values, view.widthPx, piece.area, sampleWindow({ plan, piece, blocks }));
  }
  return values;
}

/** The values of a piece's area. */
function sampleWindow(warp: Warp): Float32Array | undefined {
  const scratch = scratchMemory();
  const window = assembleWindow(warp.blocks, scratch);
  if (!window) return undefined;
  const { x0, y0, x1, y1 } = warp.piece.area;
  const values = new Float32Array((x1 - x0) * (y1 - y0));
  if (window.kind === 'packed') {
    const words = scratch.words(warpPacked(window, warp, scratch), values.length);
    for (let i = 0; i < values.length; i += 1) values[i] = words[i] === 0 ? NaN : words[i]! & 0xff;
    return values;
  }
  // Cubic kernels overshoot, but expressions of what is never negative should not meet it.
  const least = warp.blocks.request.level.image.dataType.startsWith('uint') ? 0 : -Infinity;
  const vectors = scratch.floats(warpVectors(window, warp, scratch), values.length * 4);
  for (let i = 0, o = 0; i < values.length; i += 1, o += 4)
    values[i] = vectors[o + 3]! > 0 ? Math.max(least, vectors[o]! / vectors[o + 3]!) : NaN;
  return values;
}

/** Pieces of one source may overlap at the antimeridian: the first that has a value stays. */
function putValues(
  all: Float32Array,
  widthPx: number,
  area: PixelRect,
  values: Float32Array | undefined,
): void {
  if (!values) return;
  let from = 0;
  for (let y = area.y0; y < area.y1; y += 1) {
    for (let x = area.x0; x < area.x1; x += 1, from += 1) {
      const to = y * widthPx + x;
      if (Number.isNaN(all[to])) all[to] = values[from]!;
    }
  }
}
