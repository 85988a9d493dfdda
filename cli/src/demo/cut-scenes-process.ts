import { rm, writeFile } from 'node:fs/promises';
import gdal from 'gdal-async';
import type { DemoScene } from './plan-scenes.ts';

/** What the demo asks this process for. */
export interface CutRequest {
  /** The whole Earth in equirectangular projection. */
  readonly picture: string;
  readonly cuts: readonly {
    readonly scene: Omit<DemoScene, 'metadata'>;
    readonly ring: Ring;
    readonly file: string;
  }[];
}

/** What cubic resampling looks at beyond the edge, generously. */
const MARGIN_PX = 8;

type Ring = readonly (readonly [number, number])[];

/**
 * Cuts scenes out of the picture of the Earth as georeferenced GeoTIFFs, nodata 0 around the swath. A process of its
 * own: GDAL can take the one it runs in down. Sends each file's name when it is written.
 */
process.on('message', (request: CutRequest) => {
  cutAll(request).then(
    () => process.disconnect(),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function cutAll({ picture, cuts }: CutRequest): Promise<void> {
  const earth = await gdal.openAsync(picture);
  for (const { scene, ring, file } of cuts) {
    const part = await gdal.translateAsync(
      `/vsimem/part-${process.pid}.tif`,
      earth,
      partArguments(scene.gain, ring, earth.rasterSize),
    );
    await writeFile(`${file}.json`, JSON.stringify({ type: 'Polygon', coordinates: [ring] }));
    const cut = await gdal.warpAsync(file, null, [part], warpArguments(scene, `${file}.json`));
    cut.close();
    part.close();
    await rm(`${file}.json`);
    process.send?.({ file });
  }
}

/** The part of the picture around the ring, georeferenced; black becomes 1, since 0 is nodata. */
function partArguments(gain: number, ring: Ring, { x: widthPx, y: heightPx }: gdal.xyz): string[] {
  const columns = ring.map(([lon]) => ((lon + 180) * widthPx) / 360);
  const rows = ring.map(([, lat]) => ((90 - lat) * heightPx) / 180);
  const left = Math.floor(Math.min(...columns)) - MARGIN_PX;
  const top = Math.floor(Math.min(...rows)) - MARGIN_PX;
  const right = Math.ceil(Math.max(...columns)) + MARGIN_PX;
  const bottom = Math.ceil(Math.max(...rows)) + MARGIN_PX;
  const [west, east] = [left, right].map((x) => String((x * 360) / widthPx - 180));
  const [north, south] = [top, bottom].map((y) => String(90 - (y * 180) / heightPx));
  return [
    ['-srcwin', ...[left, top, right - left, bottom - top].map(String)],
    // GDAL cuts along whole pixels of its source, and those of the picture are 9 km.
    ['-outsize', '500%', '500%', '-r', 'cubic'],
    ['-a_srs', 'EPSG:4326', '-a_ullr', west ?? '', north ?? '', east ?? '', south ?? ''],
    ['-ot', 'Byte', '-scale', '0', '255', '1', String(Math.round(255 * gain))],
  ].flat();
}

function warpArguments({ box, resolutionM }: Omit<DemoScene, 'metadata'>, cutline: string): string[] {
  const { crs, minX, minY, maxX, maxY } = box;
  return [
    ['-t_srs', crs, '-te', ...[minX, minY, maxX, maxY].map(String)],
    ['-tr', String(resolutionM), String(resolutionM), '-r', 'cubic'],
    ['-cutline', cutline, '-dstnodata', '0', '-co', 'COMPRESS=DEFLATE'],
  ].flat();
}
