import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRaster, texture } from '@pvs/core/testing/make-raster';
import { describeScene } from '../wms/bench-scene.ts';
import { runRequests } from '../wms/run-wrk.ts';
import { startViewServer } from '../wms/view-server.ts';

const SECONDS = Number(process.env['PVS_BENCH_SECONDS'] ?? 3);
const CONNECTIONS = 4;
const LAYER = 'scene';
const KVP = `/cache/ows?service=WMTS&version=1.0.0&request=GetTile&layer=${LAYER}&style=default&format=image/png&tilematrixset=WebMercatorQuad`;

/** Requests for tiles that do not exist: what is wrong → path. */
const REFUSED: Readonly<Record<string, string>> = {
  'row outside, REST': `/cache/ows/wmts/1.0.0/${LAYER}/default/WebMercatorQuad/3/99/1.png`,
  'row outside, KVP': `${KVP}&tilematrix=3&tilerow=99&tilecol=1`,
  'no such matrix, REST': `/cache/ows/wmts/1.0.0/${LAYER}/default/WebMercatorQuad/99/1/1.png`,
  'no such matrix, KVP': `${KVP}&tilematrix=99&tilerow=1&tilecol=1`,
  'no such time, XYZ': `/cache/tiles/${LAYER}/WebMercatorQuad/3/1/1.png?time=nonsense`,
  'no such layer, XYZ': '/cache/tiles/NONE/WebMercatorQuad/3/1/1.png',
  'no such style, REST': `/cache/ows/wmts/1.0.0/${LAYER}/none/WebMercatorQuad/3/1/1.png`,
  'no such set, REST': `/cache/ows/wmts/1.0.0/${LAYER}/default/None/3/1/1.png`,
};

/** Processor time of requests that are refused, with the line that is logged of each. */
export async function refusedBench(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'pvs-bench-refused-'));
  try {
    makeRaster(directory, 'scene.tif', {
      ...{ widthPx: 256, heightPx: 256, bands: 3, epsg: 32633, driver: 'COG', type: 'Byte' },
      options: ['COMPRESS=DEFLATE'],
      ...{ transform: [499_980, 10, 0, 5_300_040, 0, -10], value: texture(1, 255) },
    });
    const scene = describeScene(join(directory, 'scene.tif'), LAYER);
    const ours = await startViewServer([scene], join(directory, 'pvs'));
    try {
      for (const [what, path] of Object.entries(REFUSED)) {
        const load = { paths: [path], seconds: SECONDS, connections: CONNECTIONS, isRefused: true };
        const { requestsPerS, cpuMsPerRequest, p99Ms } = await runRequests(ours, load, directory);
        console.log(
          `${what.padEnd(20)} CPU ${(cpuMsPerRequest * 1000).toFixed(0)} µs a request, ${requestsPerS.toFixed(0)}/s, p99 ${p99Ms.toFixed(1)} ms`,
        );
      }
    } finally {
      await ours.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
