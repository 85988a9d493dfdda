import type { Resampling } from '@pvs/core/config/resampling';
import { assembleWindow } from '../draw/assemble-window.ts';
import type { PixelRect } from '../draw/map-picture.ts';
import type { PictureGrid } from '../draw/pixel-mapping.ts';
import { findSight, planDrawing } from '../draw/plan-drawing.ts';
import { readWindow } from '../draw/read-window.ts';
import { pixelsOf, type Warp, warpPacked, warpVectors } from '../draw/warp-window.ts';
import { scratchMemory } from '../kernels/scratch.ts';
import type { RasterAccess } from '../raster/raster-access.ts';
import { rasterCorrupt } from '../raster/raster-error.ts';
import type { BandSource } from './computed-rendering.ts';

/** Bands that a pixel of a window has room for. */
const MOST_TOGETHER = 3;

/**
 * Brings bands to the grid of a picture: the values of each, row by row, NaN where there are none.
 * @throws SourceUnavailable where a file is missing, cut or damaged
 */
export async function sampleBands(
  view: PictureGrid,
  sources: readonly BandSource[],
  resampling: Resampling,
  raster: RasterAccess,
): Promise<Float32Array[]> {
  const columns = new Map<BandSource, Float32Array>();
  const sampleGroup = async (group: readonly BandSource[]) => {
    const values = await sampleTogether(view, group, resampling, raster);
    for (const [i, source] of group.entries()) columns.set(source, values[i]!);
  };
  await Promise.all(groupsOf(sources).map(sampleGroup));
  return sources.map((source) => columns.get(source)!);
}

/** Bands of one file are brought at once; those that may lack data each on its own, which only floats can tell. */
function groupsOf(sources: readonly BandSource[]): BandSource[][] {
  const groups: BandSource[][] = [];
  for (const source of sources) {
    const group = isAlone(source)
      ? undefined
      : groups.find(
          ([first, ...others]) =>
            first!.coverage === source.coverage && others.length < MOST_TOGETHER - 1 && !isAlone(first!),
        );
    if (group) group.push(source);
    else groups.push([source]);
  }
  return groups;
}

const isAlone = (source: BandSource) =>
  source.coverage.dataType === 'uint8' && nodataOf(source) !== undefined;

const nodataOf = ({ coverage, band, nodata }: BandSource) => coverage.bands[band]?.nodata ?? nodata;

/** The same of up to three bands of one coverage. */
async function sampleTogether(
  view: PictureGrid,
  sources: readonly BandSource[],
  resampling: Resampling,
  raster: RasterAccess,
): Promise<Float32Array[]> {
  const columns = sources.map(() => new Float32Array(view.widthPx * view.heightPx).fill(NaN));
  const [{ coverage }] = sources as readonly [BandSource];
  const bands = sources.map(({ band }) => band);
  const sight = findSight(view, coverage.grid);
  if (sight.areas.length === 0) return columns;
  const cog = await raster.open(coverage);
  const [full, ...overviews] = cog.levels.map(({ image }) => image);
  if (full!.widthPx !== coverage.grid.widthPx || full!.samplesPerPixel <= Math.max(...bands))
    throw rasterCorrupt(
      cog.key,
      `it is not the file of ${coverage.bands.length} bands that the catalogue knows`,
    );
  const plan = planDrawing(sight, [full!, ...overviews], resampling);
  const alphaBand = coverage.bands.findIndex(({ color }) => color === 'alpha');
  for (const [n, piece] of plan.pieces.entries()) {
    const request = {
      ...{ cog, level: cog.levels[plan.level]!, rect: piece.window, bands },
      nodata: sources.map(nodataOf),
      ...(alphaBand < 0 ? {} : { alphaBand }),
    };
    const blocks = await readWindow(request, raster.readBlocks);
    const values = blocks && sampleWindow({ plan, piece, blocks });
    const put = n === 0 ? putFirst : putMissing;
    for (const [i, some] of values?.entries() ?? []) put(columns[i]!, view.widthPx, piece.area, some);
  }
  return columns;
}

/** The values of a piece's area, of each band; they lie in scratch memory. */
function sampleWindow(warp: Warp): Float32Array[] | undefined {
  const scratch = scratchMemory();
  const { request } = warp.blocks;
  const window = assembleWindow(warp.blocks, scratch);
  if (!window) return undefined;
  const bands = request.bands.length;
  if (window.isMixed && bands > 1) return request.bands.map((_, i) => sampleOne(warp, i));
  const sizePx = pixelsOf(warp.piece.area);
  const columns = scratch.allocate(sizePx * 4 * bands);
  if (window.kind === 'packed') {
    scratch.kernels.splitWords(warpPacked(window, warp, scratch), sizePx, bands, columns);
  } else {
    // Cubic kernels overshoot, but expressions of what is never negative should not meet it.
    const least = request.level.image.dataType.startsWith('uint') ? 0 : -Infinity;
    scratch.kernels.splitVectors(warpVectors(window, warp, scratch), sizePx, bands, least, columns);
  }
  return request.bands.map((_, i) => scratch.floats(columns + i * sizePx * 4, sizePx));
}

/** One of several bands on its own, copied out of scratch memory. */
function sampleOne({ blocks, ...warp }: Warp, i: number): Float32Array {
  const { bands, nodata } = blocks.request;
  const request = { ...blocks.request, bands: [bands[i]!], nodata: [nodata[i]] };
  const values = sampleWindow({ ...warp, blocks: { ...blocks, request } })?.[0];
  return values?.slice() ?? new Float32Array(pixelsOf(warp.piece.area)).fill(NaN);
}

function putFirst(all: Float32Array, widthPx: number, area: PixelRect, values: Float32Array): void {
  const width = area.x1 - area.x0;
  for (let y = area.y0, from = 0; y < area.y1; y += 1, from += width)
    all.set(values.subarray(from, from + width), y * widthPx + area.x0);
}

/** Pieces of one source may overlap at the antimeridian: the first that has a value stays. */
function putMissing(all: Float32Array, widthPx: number, area: PixelRect, values: Float32Array): void {
  let from = 0;
  for (let y = area.y0; y < area.y1; y += 1) {
    for (let x = area.x0; x < area.x1; x += 1, from += 1) {
      const to = y * widthPx + x;
      if (Number.isNaN(all[to])) all[to] = values[from]!;
    }
  }
}
