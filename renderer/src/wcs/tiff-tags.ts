import type { Band } from '@pvs/core/catalogue/product';
import { xml } from '@pvs/core/xml/xml-template';
import { geoTags } from '../encode/geo-tags.ts';
import { asciiTag, LONG, SHORT, type Tag } from '../encode/tiff-directory.ts';
import type { CogImage } from '../raster/cog.ts';
import { type CoveragePlan, SAMPLE_BYTES } from './plan-coverage.ts';
import type { TiffEncoding } from './tiff-encoding.ts';

type Palette = CogImage['palette'];

const REDUCED = 1;
const MASK = 4;

/** What an image of samples is, without its blocks. Overviews have no place of their own. */
export function imageTags(
  plan: CoveragePlan,
  encoding: TiffEncoding,
  palette: Palette,
  isOverview: boolean,
): Tag[] {
  const { grid, fields, dataType } = plan;
  const colours = fields.length === 1 && !encoding.compression.isPicture ? palette : undefined;
  const format = dataType.startsWith('float') ? 3 : dataType.startsWith('int') ? 2 : 1;
  const nodata = fields[0]?.nodata;
  return [
    ...sizeTags(grid, isOverview ? REDUCED : 0, encoding.compression.code),
    [258, SHORT, fields.map(() => SAMPLE_BYTES[dataType] * 8)],
    ...colourTags(fields, encoding, colours),
    [277, SHORT, [fields.length]],
    [284, SHORT, [encoding.isPlanar ? 2 : 1]],
    ...(encoding.predictor === 1 ? [] : [[317, SHORT, [encoding.predictor]] as Tag]),
    [339, SHORT, fields.map(() => format)],
    ...(isOverview ? [] : geoTags(grid.transform, grid.crs, grid.proj4)),
    ...(isOverview ? [] : [asciiTag(42_112, describeBands(fields))]),
    ...(nodata === undefined ? [] : [asciiTag(42_113, String(nodata))]),
  ];
}

/** What the mask of an image is: one bit for a pixel, set where there is data (TIFF 6.0 §8, NewSubfileType). */
export const maskTags = ({ grid }: CoveragePlan, compression: number, isOverview: boolean): Tag[] => [
  ...sizeTags(grid, MASK + (isOverview ? REDUCED : 0), compression),
  [258, SHORT, [1]],
  [262, SHORT, [4]],
  [277, SHORT, [1]],
  [284, SHORT, [1]],
];

const sizeTags = ({ widthPx, heightPx }: CoveragePlan['grid'], type: number, compression: number): Tag[] => [
  ...(type === 0 ? [] : [[254, LONG, [type]] as Tag]),
  [256, LONG, [widthPx]],
  [257, LONG, [heightPx]],
  [259, SHORT, [compression]],
];

/** Three bands of a JPEG are luma and chroma, the latter of half the size. */
function colourTags(fields: readonly Band[], { compression, isPlanar }: TiffEncoding, palette: Palette) {
  const isRgb = ['red', 'green', 'blue'].every((color, i) => fields[i]?.color === color);
  const isYcbcr = compression.isPicture && fields.length === 3 && !isPlanar;
  const extra = isYcbcr ? [] : fields.slice(isRgb ? 3 : 1);
  const tags: Tag[] = [[262, SHORT, [isYcbcr ? 6 : isRgb ? 2 : palette ? 3 : 1]]];
  if (palette) tags.push(paletteTag(palette));
  if (extra.length > 0) tags.push([338, SHORT, extra.map(({ color }) => (color === 'alpha' ? 2 : 0))]);
  if (isYcbcr) tags.push([530, SHORT, [2, 2]]);
  return tags;
}

/** All reds, all greens, all blues, 0 to 65535 (TIFF 6.0 §5). */
function paletteTag(palette: NonNullable<Palette>): Tag {
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
