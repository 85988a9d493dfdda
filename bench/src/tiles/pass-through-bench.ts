import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRaster, texture } from '@pvs/core/testing/make-raster';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import { rangeBox } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { awaitPictures } from '../wms/await-pictures.ts';
import { describeScene } from '../wms/bench-scene.ts';
import type { Contender } from '../wms/contender.ts';
import { cpuMsOf } from '../wms/process-usage.ts';
import { startViewServer } from '../wms/view-server.ts';

const MERCATOR = findTileMatrixSet('WebMercatorQuad')!;
const TILES = 16;
/** Rows of a metatile. */
const BAND = 4;
const RANGE = {
  ...{ zoom: 12, minColumn: 2208, maxColumn: 2208 + TILES - 1 },
  ...{ minRow: 1440, maxRow: 1440 + TILES - 1 },
};
const BOX = rangeBox(MERCATOR, RANGE);
const PIXEL_M = (BOX.maxX - BOX.minX) / (TILES * 256);

/** Half a pixel beside the tiles, no block is one. */
const SHIFTS = { blocks: 0, drawn: PIXEL_M / 2 };
type Name = keyof typeof SHIFTS;

/**
 * Cold JPEG tiles of two COGs of the same pixels, compressed as JPEG: one on the grid of the tiles, whose blocks are
 * passed through, one beside it, whose tiles are drawn. Alternating, a row of metatiles at a time.
 */
export async function passThroughBench(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'pvs-bench-blocks-'));
  try {
    const scenes = (Object.keys(SHIFTS) as Name[]).map((name) =>
      describeScene(makeAligned(directory, name), name),
    );
    const ours = await startViewServer(scenes, join(directory, 'pvs'));
    try {
      for (const scene of scenes) await awaitPictures(ours, scene);
      for (let row = RANGE.minRow; row <= RANGE.maxRow; row += BAND)
        for (const name of Object.keys(SHIFTS) as Name[]) await measureRow(ours, name, row);
    } finally {
      await ours.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function makeAligned(directory: string, name: Name): string {
  makeRaster(directory, `${name}.tif`, {
    ...{ widthPx: TILES * 256, heightPx: TILES * 256, bands: 3, epsg: 3857, driver: 'COG', type: 'Byte' },
    transform: [BOX.minX + SHIFTS[name], PIXEL_M, 0, BOX.maxY, 0, -PIXEL_M],
    options: ['COMPRESS=JPEG', 'QUALITY=85', 'BLOCKSIZE=256'],
    value: texture(20, 235),
  });
  return join(directory, `${name}.tif`);
}

async function measureRow({ url, processes }: Contender, name: Name, minRow: number): Promise<void> {
  const { origin } = new URL(url);
  const [cpuMs, started] = [cpuMsOf(processes()), performance.now()];
  let tiles = 0;
  for (let row = minRow; row < minRow + BAND; row += 1) {
    for (let column = RANGE.minColumn; column <= RANGE.maxColumn; column += 1) {
      const answer = await fetch(
        `${origin}/cache/tiles/${name}/${MERCATOR.id}/${RANGE.zoom}/${column}/${row}.jpg`,
      );
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
      tiles += 1;
    }
  }
  const seconds = (performance.now() - started) / 1000;
  const cpu = (cpuMsOf(processes()) - cpuMs) / tiles;
  console.log(
    `${name.padEnd(6)} ${tiles} cold tiles: ${(tiles / seconds).toFixed(0)}/s, CPU ${cpu.toFixed(2)} ms a tile`,
  );
}
