import type { Band, Coverage } from '@pvs/core/catalogue/product';
import { blocksOf, type PlacedBlock } from '../draw/placed-block.ts';
import { createPixelMapping, type PictureGrid } from '../draw/pixel-mapping.ts';
import { type Cog, type CogImage, type Samples, samplesInBlock } from '../raster/cog.ts';
import type { RasterAccess } from '../raster/raster-access.ts';
import type { BandValue } from './feature-info.ts';

interface SourcePixel {
  readonly column: number;
  readonly row: number;
}

/**
 * The values of a coverage's full-resolution pixel that a point of a picture lies on, exactly as they are stored.
 * Undefined where the point lies beside the coverage.
 * @throws SourceUnavailable where the file cannot be read
 */
export async function readPixel(
  coverage: Coverage,
  picture: PictureGrid,
  [x, y]: readonly [x: number, y: number],
  raster: RasterAccess,
  nodata?: number,
): Promise<readonly BandValue[] | undefined> {
  const pixel = findPixel(coverage, picture, x, y);
  if (!pixel) return undefined;
  const cog = await raster.open(coverage);
  const { image, mask } = cog.levels[0];
  const values = await readSamples(cog, image, pixel, raster);
  const isMasked = mask && (await readSamples(cog, mask, pixel, raster))[0] === 0;
  const alphaBand = coverage.bands.findIndex(({ color }) => color === 'alpha');
  const isHidden = isMasked === true || values[alphaBand] === 0;
  return coverage.bands.map((band, i) => ({
    band: band.name,
    value: isHidden && i !== alphaBand ? null : valueOf(values[i], band, nodata),
  }));
}

function valueOf(value: number | undefined, band: Band, nodata: number | undefined): number | null {
  if (value === undefined || !Number.isFinite(value)) return null;
  // Floats never equal a value of more digits.
  const none = band.nodata ?? nodata;
  return none !== undefined && (value === none || value === Math.fround(none)) ? null : value;
}

function findPixel({ grid }: Coverage, picture: PictureGrid, x: number, y: number): SourcePixel | undefined {
  const { toSource, sourcePeriodPx } = createPixelMapping(picture, grid);
  const [sourceX, sourceY] = toSource(x, y);
  const row = Math.floor(sourceY);
  if (!(row >= 0 && row < grid.heightPx)) return undefined;
  const turns = sourcePeriodPx === undefined ? [0] : [0, sourcePeriodPx, -sourcePeriodPx];
  const columns = turns.map((turn) => Math.floor(sourceX + turn));
  const column = columns.find((one) => one >= 0 && one < grid.widthPx);
  return column === undefined ? undefined : { column, row };
}

/** All samples of a pixel; undefined for those of blocks that were never written. */
async function readSamples(
  cog: Cog,
  image: CogImage,
  { column, row }: SourcePixel,
  raster: RasterAccess,
): Promise<readonly (number | undefined)[]> {
  const bands = Array.from({ length: image.samplesPerPixel }, (_, i) => i);
  const rect = { x0: column, y0: row, x1: column + 1, y1: row + 1 };
  const places = blocksOf(image, rect, bands);
  const blocks = await raster.readBlocks(cog, places);
  return bands.map((band) => {
    const at = image.planar ? places.findIndex(({ sample }) => sample === band) : 0;
    return sampleAt(places[at]!, blocks[at], { column, row }, image.planar ? 0 : band);
  });
}

function sampleAt(
  { image, column, row }: PlacedBlock,
  samples: Samples | undefined,
  pixel: SourcePixel,
  sample: number,
): number | undefined {
  const x = pixel.column - column * image.blockWidthPx;
  const y = pixel.row - row * image.blockHeightPx;
  return samples?.[(y * image.blockWidthPx + x) * samplesInBlock(image) + sample];
}
