import { randomBytes } from 'node:crypto';
import gdal from 'gdal-async';

const ROWS = 256;

/** A scene like those of Sentinel-2: three bands of 8 bits with texture at several scales, in a UTM zone. */
export function makeScene(path: string, sizePx: number): void {
  const options = ['TILED=YES', 'COMPRESS=LZW', 'BIGTIFF=IF_SAFER'];
  const scene = gdal.open(path, 'w', ['GTiff'], sizePx, sizePx, 3, 'Byte', options);
  scene.srs = gdal.SpatialReference.fromEPSG(32633);
  scene.geoTransform = [499_980, 10, 0, 5_300_040, 0, -10];
  scene.bands.forEach((band) => {
    band.noDataValue = 0;
  });
  for (let row = 0; row < sizePx; row += ROWS) {
    const rows = Math.min(ROWS, sizePx - row);
    scene.bands.forEach((band, number) => {
      band.pixels.write(0, row, sizePx, rows, texture(row, rows, sizePx, number));
    });
  }
  scene.close();
}

/** Relief, fields of 60 pixels and noise; never 0. */
function texture(row: number, rows: number, widthPx: number, band: number): Uint8Array {
  const noise = randomBytes(widthPx * rows);
  return Uint8Array.from(noise, (value, at) => {
    const [x, y] = [at % widthPx, row + Math.floor(at / widthPx)];
    const relief = Math.sin(x / 700) * Math.cos(y / 900) + Math.sin((x + 2 * y) / 90) / 4;
    const field = ((Math.floor(x / 60) * 7919 + Math.floor(y / 60) * 104_729) % 97) / 97;
    return 40 + band * 8 + 50 * (relief + 1) + 40 * field + (value & 15);
  });
}
