import type { Layer } from '@pvs/core/layers/layer';
import type { DrawnTile, MetatileRequest, WantedTile } from '@pvs/core/layers/metatile';
import { shownAt } from '@pvs/core/layers/shown-at';
import { matrixAt, tileBox, type TileMatrixSet } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { checkFile } from '../draw/draw-map.ts';
import { findSight } from '../draw/plan-drawing.ts';
import type { Rendering } from '../draw/rendering.ts';
import { type DrawingOptions, shownOf } from '../layers/draw-layer.ts';
import type { Shown } from '../layers/renderings-of.ts';
import type { BlockCodec, Cog } from '../raster/cog.ts';
import type { RasterAccess } from '../raster/raster-access.ts';
import { standaloneJpeg } from '../raster/standalone-jpeg.ts';
import type { RendererContext } from '../renderer-context.ts';
import { findTileBlock, isPlain, liesOnGrid, type SquareTile, type TileBlock } from './find-tile-block.ts';

/** A compression of TIFF whose blocks are pictures by themselves. */
interface PassedForm {
  readonly compression: number;
  readonly formats: readonly MetatileRequest['format'][];
  readonly mediaType: string;
  /** Values of PhotometricInterpretation: grey, RGB, YCbCr. */
  readonly photometric: readonly number[];
  complete(block: Buffer, codec: BlockCodec, samples: number): Buffer;
}

const passedForms: readonly PassedForm[] = [
  {
    compression: 7,
    formats: ['jpeg', 'mixed'],
    mediaType: 'image/jpeg',
    photometric: [1, 2, 6],
    complete: standaloneJpeg,
  },
  {
    compression: 50_001,
    formats: ['webp'],
    mediaType: 'image/webp',
    photometric: [2],
    complete: (block) => Buffer.from(block),
  },
];

interface Job {
  readonly request: MetatileRequest;
  readonly layer: Layer;
  readonly tms: TileMatrixSet;
  readonly context: RendererContext;
  readonly options: DrawingOptions;
}

/**
 * The wanted tiles that a block of their topmost product's COG is already: compressed in the tile's format, on its
 * ground, in its pixels, opaque, and shown as it is. They are neither decoded nor drawn.
 */
export async function passBlocks(job: Job): Promise<DrawnTile[]> {
  const { request, layer, tms, context, options } = job;
  const shows = shownAt(layer, tms.crs, matrixAt(tms, request.range.zoom).resolution);
  const isPicture = shows.kind === 'browse' || shows.kind === 'coverage';
  const forms = passedForms.filter(({ formats }) => formats.includes(request.format));
  if (!isPicture || forms.length === 0 || options.style !== undefined) return [];
  // All at once; one by one they then are in memory.
  await context.products.load([
    ...new Set(request.tiles.flatMap(({ topmost }) => request.products[topmost] ?? [])),
  ]);
  const passed = await Promise.all(
    request.tiles.map((tile) => passBlock(tile, { ...job, layer: { ...layer, shows } }, forms)),
  );
  return passed.filter((tile) => tile !== undefined);
}

async function passBlock(
  { column, row, topmost }: WantedTile,
  { request, layer, tms, context, options }: Job,
  forms: readonly PassedForm[],
): Promise<DrawnTile | undefined> {
  const ref = request.products[topmost];
  if (!ref) return undefined;
  const [product] = await context.products.load([ref]);
  const box = tileBox(tms, { zoom: request.range.zoom, column, row });
  const tile = { box, sizePx: tms.tileSizePx };
  const rendering = topmostShown(shownOf(product!, { shows: layer.shows, context, options }), tile);
  if (!rendering || !isPlain(rendering) || !liesOnGrid(rendering.coverage.grid, tile)) return undefined;
  const cog = await context.raster.open(rendering.coverage);
  checkFile(cog, rendering);
  const block = findTileBlock(rendering, cog, tile);
  const form = block && formOf(block, rendering, forms);
  if (!form || !(await isOpaque(cog, block, context.raster))) return undefined;
  const { image } = block.level;
  const bytes = await context.raster.readBytes(cog, { image, index: block.index });
  if (!bytes) return undefined;
  const body = form.complete(bytes, image.codec, image.samplesPerPixel);
  return { column, row, isEmpty: false, mediaType: form.mediaType, body };
}

/** The picture that would be drawn first, where it is bands as they are; it alone if its block fills the tile. */
function topmostShown(renderings: readonly Shown[], { box, sizePx }: SquareTile): Rendering | undefined {
  for (const rendering of renderings) {
    if ('computed' in rendering || 'colors' in rendering) return undefined;
    const { areas } = findSight({ box, widthPx: sizePx, heightPx: sizePx }, rendering.coverage.grid);
    if (areas.length > 0) return rendering;
  }
  return undefined;
}

function formOf({ level: { image } }: TileBlock, { channels }: Rendering, forms: readonly PassedForm[]) {
  const { codec, samplesPerPixel, bitsPerSample } = image;
  if (bitsPerSample !== 8 || samplesPerPixel !== channels.length) return undefined;
  return forms.find(
    ({ compression, photometric }) =>
      compression === codec.compression && photometric.includes(codec.photometric),
  );
}

/** Whether a file's internal mask hides nothing of a block. */
async function isOpaque(cog: Cog, { level, column, row }: TileBlock, raster: RasterAccess): Promise<boolean> {
  const { mask, image } = level;
  if (!mask) return true;
  const isAlike = mask.blockWidthPx === image.blockWidthPx && mask.blockHeightPx === image.blockHeightPx;
  if (!isAlike || mask.columns !== image.columns) return false;
  const [samples] = await raster.readBlocks(cog, [{ image: mask, index: row * mask.columns + column }]);
  return samples !== undefined && samples.every((sample) => sample !== 0);
}
