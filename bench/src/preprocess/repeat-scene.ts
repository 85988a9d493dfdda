import { rm, writeFile } from 'node:fs/promises';
import gdal from 'gdal-async';

/** How often a scene stands beside and below itself, so that it is there `times` at least and nearly a square. */
function layout(times: number): { readonly columns: number; readonly rows: number } {
  const columns = Math.ceil(Math.sqrt(times));
  return { columns, rows: Math.ceil(times / columns) };
}

/** Writes a large scene, made of a small one that repeats: the same CRS, pixel size, nodata and texture. */
export async function repeatScene(scene: string, times: number, output: string): Promise<void> {
  const mosaic = `${output}.vrt`;
  await writeFile(mosaic, mosaicOf(scene, layout(times)));
  const source = gdal.open(mosaic);
  const options = '-q -co TILED=YES -co COMPRESS=LZW -co BIGTIFF=YES -co NUM_THREADS=ALL_CPUS'.split(' ');
  (await gdal.translateAsync(output, source, options)).close();
  source.close();
  await rm(mosaic);
}

/** The file with pixels by reference (gdal.org/drivers/raster/vrt.html). */
function mosaicOf(path: string, { columns, rows }: ReturnType<typeof layout>): string {
  const scene = gdal.open(path);
  const { x: widthPx, y: heightPx } = scene.rasterSize;
  const at = Array.from(
    { length: columns * rows },
    (_, i) => [i % columns, Math.floor(i / columns)] as const,
  );
  const bands = scene.bands.map((band, number) => {
    const sources = at.map(
      ([column, row]) => `<SimpleSource>
  <SourceFilename relativeToVRT="0">${path}</SourceFilename>
  <SourceBand>${number}</SourceBand>
  <SrcRect xOff="0" yOff="0" xSize="${widthPx}" ySize="${heightPx}"/>
  <DstRect xOff="${column * widthPx}" yOff="${row * heightPx}" xSize="${widthPx}" ySize="${heightPx}"/>
</SimpleSource>`,
    );
    return `<VRTRasterBand dataType="${band.dataType}" band="${number}"><NoDataValue>${band.noDataValue}</NoDataValue>${sources.join('\n')}</VRTRasterBand>`;
  });
  const wkt = scene.srs?.toWKT().replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<VRTDataset rasterXSize="${columns * widthPx}" rasterYSize="${rows * heightPx}">
<SRS>${wkt}</SRS><GeoTransform>${scene.geoTransform?.join(', ')}</GeoTransform>
${bands.join('\n')}</VRTDataset>`;
}
