import type { Band } from '@pvs/core/catalogue/product';
import { xml } from '@pvs/core/xml/xml-template';
import type { CogImage } from '../raster/cog.ts';
import { geoTags } from '../encode/geo-tags.ts';
import {
  asciiTag,
  LONG,
  LONG8,
  SHORT,
  type Tag,
  tiffHeader,
  writeDirectory,
} from '../encode/tiff-directory.ts';
import { type CoveragePlan, SAMPLE_BYTES } from './plan-coverage.ts';

/** Blocks have about a quarter of a megapixel; TIFF wants multiples of 16. */
const TILE_PX = 512;
/** What is not wider is written in strips: tiles would be padding for the most part. */
const NARROW_PX = 1024;
/** Where classic TIFF's offsets end. */
const CLASSIC_BYTES = 2 ** 32 - 1;

/** The bytes of an uncompressed GeoTIFF before its blocks, and what its blocks are. */
export interface TiffLayout {
  readonly head: Buffer;
  /** Tiles are whole, of strips the last one ends with the picture. */
  readonly tiled: boolean;
  readonly blockWidthPx: number;
  readonly blockHeightPx: number;
  readonly columns: number;
  readonly rows: number;
  readonly totalBytes: number;
}

/** Lays out a GeoTIFF whose size is known before a pixel is read: what it begins with tells where all blocks are. */
export function layOutTiff(plan: CoveragePlan, palette: CogImage['palette']): TiffLayout {
  const { widthPx, heightPx } = plan.grid;
  const tiled = widthPx > NARROW_PX;
  const blockWidthPx = tiled ? TILE_PX : widthPx;
  const blockHeightPx = tiled ? TILE_PX : Math.min(heightPx, TILE_PX);
  const [columns, rows] = [Math.ceil(widthPx / blockWidthPx), Math.ceil(heightPx / blockHeightPx)];
  const rowBytes = blockWidthPx * plan.bands.length * SAMPLE_BYTES[plan.dataType];
  const lastRows = tiled ? blockHeightPx : heightPx - (rows - 1) * blockHeightPx;
  const sizes = Array.from(
    { length: columns * rows },
    (_, i) => rowBytes * (i < columns * (rows - 1) ? blockHeightPx : lastRows),
  );
  const dataBytes = sizes.reduce((sum, size) => sum + size, 0);
  const shape = { tiled, blockWidthPx, blockHeightPx };
  const kind = dataBytes + sizes.length * 16 + 65_536 > CLASSIC_BYTES ? 'big' : 'classic';
  const start = tiffHeader(kind, 0).length;
  const write = (dataAt: number) =>
    writeDirectory([...tagsOf(plan, palette), ...blockTags(shape, sizes, dataAt)], start, kind);
  const dataAt = Math.ceil((start + write(0).length) / 16) * 16;
  const head = Buffer.alloc(dataAt);
  tiffHeader(kind, start).copy(head);
  write(dataAt).copy(head, start);
  return { head, ...shape, columns, rows, totalBytes: dataAt + dataBytes };
}

function blockTags(
  { tiled, blockWidthPx, blockHeightPx }: Pick<TiffLayout, 'tiled' | 'blockWidthPx' | 'blockHeightPx'>,
  sizes: readonly number[],
  dataAt: number,
): Tag[] {
  let next = dataAt;
  const offsets = sizes.map((size) => (next += size) - size);
  const type = next > CLASSIC_BYTES ? LONG8 : LONG;
  if (!tiled) {
    return [
      [273, type, offsets],
      [278, LONG, [blockHeightPx]],
      [279, LONG, sizes],
    ];
  }
  return [
    [322, LONG, [blockWidthPx]],
    [323, LONG, [blockHeightPx]],
    [324, type, offsets],
    [325, LONG, sizes],
  ];
}

function tagsOf({ grid, fields, dataType }: CoveragePlan, palette: CogImage['palette']): Tag[] {
  const count = fields.length;
  const isColoured = isRgb(fields);
  const colours = count === 1 ? palette : undefined;
  const extra = fields.slice(isColoured ? 3 : 1);
  const format = dataType.startsWith('float') ? 3 : dataType.startsWith('int') ? 2 : 1;
  const nodata = fields[0]?.nodata;
  return [
    [256, LONG, [grid.widthPx]],
    [257, LONG, [grid.heightPx]],
    [258, SHORT, fields.map(() => SAMPLE_BYTES[dataType] * 8)],
    [259, SHORT, [1]],
    [262, SHORT, [isColoured ? 2 : colours ? 3 : 1]],
    [277, SHORT, [count]],
    [284, SHORT, [1]],
    ...(colours ? [paletteTag(colours)] : []),
    ...(extra.length > 0 ? [[338, SHORT, extra.map(({ color }) => (color === 'alpha' ? 2 : 0))] as Tag] : []),
    [339, SHORT, fields.map(() => format)],
    ...geoTags(grid.transform, grid.crs, grid.proj4),
    asciiTag(42_112, describeBands(fields)),
    ...(nodata === undefined ? [] : [asciiTag(42_113, String(nodata))]),
  ];
}

const isRgb = (fields: readonly Band[]) =>
  ['red', 'green', 'blue'].every((color, i) => fields[i]?.color === color);

/** All reds, all greens, all blues, 0 to 65535 (TIFF 6.0 §5). */
function paletteTag(palette: NonNullable<CogImage['palette']>): Tag {
  const values = [0, 1, 2].flatMap((channel) =>
    Array.from({ length: 256 }, (_, i) => (palette[i]?.[channel] ?? 0) * 257),
  );
  return [320, SHORT, values];
}

/** Names, scales and offsets as GDAL keeps them. */
function describeBands(fields: readonly Band[]): string {
  const item = (i: number, role: string, value: string | number) =>
    xml`<Item name="${role.toUpperCase()}" sample="${i}" role="${role}">${value}</Item>`;
  const items = fields.flatMap(({ name, scale, offset }, i) => [
    item(i, 'description', name),
    ...(scale === undefined ? [] : [item(i, 'scale', scale)]),
    ...(offset === undefined ? [] : [item(i, 'offset', offset)]),
  ]);
  return xml`<GDALMetadata>${items}</GDALMetadata>`.toString();
}
