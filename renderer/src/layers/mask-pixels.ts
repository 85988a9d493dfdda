import type { Coverage, Mask, StoredProduct } from '@pvs/core/catalogue/product';
import { sampleBands } from '../computed/sample-bands.ts';
import { blendUnder, type MapPicture, type PixelRect } from '../draw/map-picture.ts';
import type { PictureGrid } from '../draw/pixel-mapping.ts';
import type { RasterAccess } from '../raster/raster-access.ts';

/** Half of the 255 that masks hold. */
const MARKED = 128;

export const maskOf = ({ masks = [] }: StoredProduct, type: string): Mask | undefined =>
  masks.find((mask) => mask.type === type);

/** 1 for each pixel of a view that a mask marks. */
export async function markedPixels(
  mask: Mask,
  view: PictureGrid,
  revision: number,
  raster: RasterAccess,
): Promise<Uint8Array> {
  const { objectKey, sizeBytes, grid, identifier, type } = mask;
  const coverage: Coverage = {
    ...{ identifier, objectKey, sizeBytes, grid, revision, dataType: 'uint8', hasMask: false },
    bands: [{ name: type, color: 'gray' }],
  };
  const [values] = await sampleBands(view, [{ coverage, band: 0 }], 'nearest', raster);
  return Uint8Array.from(values!, (value) => (value >= MARKED ? 1 : 0));
}

/** 1 for each pixel of a view that a product's mask hides; undefined where the product has no such mask. */
export async function hiddenPixels(
  product: StoredProduct,
  type: string,
  view: PictureGrid,
  raster: RasterAccess,
): Promise<Uint8Array | undefined> {
  const mask = maskOf(product, type);
  if (!mask) return undefined;
  const marked = await markedPixels(mask, view, product.revision, raster);
  return mask.marks === 'invalid' ? marked : marked.map((one) => 1 - one);
}

/** Puts a picture beneath a part of another, but for what is hidden. */
export function putPartUnder(
  target: MapPicture,
  picture: MapPicture,
  { x0, y0 }: PixelRect,
  hidden?: Uint8Array,
): void {
  for (let y = 0, i = 0; y < picture.heightPx; y += 1) {
    for (let x = 0; x < picture.widthPx; x += 1, i += 1) {
      if (hidden?.[i] === 1) continue;
      const [red, green, blue, alpha] = picture.rgba.subarray(i * 4, i * 4 + 4) as unknown as number[];
      blendUnder(target.rgba, ((y0 + y) * target.widthPx + x0 + x) * 4, red!, green!, blue!, alpha!);
    }
  }
}
