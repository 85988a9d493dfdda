import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidInput } from '@pvs/core/errors';
import type { Job } from '@pvs/core/queue/stage';
import type { RasterFile } from '../gdal/gdal-job.ts';
import type { WarpJob } from '../gdal/pixel-jobs.ts';
import type { PixelGrid, PixelNode, PlannedRaster } from '../pixels/pixel-plan.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { isSameGrid } from './same-grid.ts';

const TIME_LIMIT_MS = 2 * 3600 * 1000;

/** Brings rasters to other grids, each file to a grid once. */
export class Alignment {
  readonly #context: PreprocessContext;
  readonly #directory: string;
  readonly #job: Job;
  readonly #resampling: WarpJob['resampling'];
  readonly #aligned = new Map<string, RasterFile>();

  constructor(context: PreprocessContext, directory: string, job: Job, resampling: WarpJob['resampling']) {
    this.#context = context;
    this.#directory = directory;
    this.#job = job;
    this.#resampling = resampling;
  }

  /** The raster on a grid: as it is, where it is on that one. */
  async to(grid: PixelGrid, raster: PlannedRaster): Promise<PlannedRaster> {
    if (isSameGrid(raster.grid, grid)) return raster;
    const [, , rx, , ry] = grid.transform;
    if (rx !== 0 || ry !== 0) {
      throw invalidInput(
        `${raster.file} cannot be brought to a grid that is rotated: set a \`crs\` for its type`,
        {
          code: 'RotatedGrid',
          detail: { file: raster.file, transform: grid.transform },
        },
      );
    }
    const node = await this.#node(raster.node, raster, grid);
    // What lies beyond the raster's own edges is no data.
    const transparency = raster.transparency === 'none' ? 'mask' : raster.transparency;
    return { ...raster, grid, node, transparency };
  }

  async #node(node: PixelNode, raster: PlannedRaster, grid: PixelGrid): Promise<PixelNode> {
    if (node.op === 'source') {
      const [first] = node.bands;
      const nodata =
        first?.valid === 'all' ? 'none' : typeof first?.valid === 'object' ? first.valid.not : undefined;
      const aligned = await this.#warp(node.raster, raster.grid, grid, nodata);
      const bands = node.bands.map(({ band }) => ({ band, valid: 'as-the-file-says' as const }));
      return { op: 'source', raster: aligned, bands };
    }
    if (node.op === 'join') {
      const inputs: PixelNode[] = [];
      for (const input of node.inputs) inputs.push(await this.#node(input, raster, grid));
      return { ...node, inputs };
    }
    if (node.op === 'select') return { ...node, input: await this.#node(node.input, raster, grid) };
    throw new Error(`pixels of '${node.op}' are not in a file`);
  }

  async #warp(
    raster: RasterFile,
    from: PixelGrid,
    grid: PixelGrid,
    nodata: number | 'none' | undefined,
  ): Promise<RasterFile> {
    const key = JSON.stringify([raster.path, grid]);
    const before = this.#aligned.get(key);
    if (before) return before;
    await mkdir(this.#directory, { recursive: true });
    const output = join(this.#directory, `aligned-${this.#resampling}-${this.#aligned.size}.tif`);
    await this.#context.gdal.run(
      {
        kind: 'warp',
        rasters: [raster],
        georeference: { by: 'transform', crs: from.crs },
        ...{ crs: 'native', grid, resampling: this.#resampling, output },
        ...(nodata !== undefined && { nodata }),
      },
      { signal: this.#job.signal, timeLimitMs: TIME_LIMIT_MS, progress: this.#job.progress },
    );
    const aligned: RasterFile = { path: output, driver: 'GTiff' };
    this.#aligned.set(key, aligned);
    return aligned;
  }
}
