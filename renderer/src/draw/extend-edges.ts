import type { PixelRect } from './map-picture.ts';

interface Ends {
  readonly rect: PixelRect;
  readonly image: { readonly widthPx: number; readonly heightPx: number };
}

/**
 * Repeats the outermost pixels of the image in the part of a window that sticks out of it. To interpolate between a
 * pixel and its copy is what renormalising the weights inside would give, without asking in the inner loop. Only
 * kernels widened against aliasing tell the two apart: there GDAL leaves out what lies beyond.
 */
export function extendEdges<T extends Uint8Array | Int32Array | Float32Array>(
  data: T,
  channels: number,
  ends: Ends,
): T {
  const { rect, image } = ends;
  const width = rect.x1 - rect.x0;
  const [left, right] = [Math.max(0, -rect.x0), Math.min(width, image.widthPx - rect.x0)];
  const [top, bottom] = [Math.max(0, -rect.y0), Math.min(rect.y1, image.heightPx) - rect.y0];
  const rowLength = width * channels;
  if (left > 0 || right < width) {
    for (let y = top; y < bottom; y++) {
      const row = data.subarray(y * rowLength, (y + 1) * rowLength);
      for (let x = 0; x < left; x++) row.copyWithin(x * channels, left * channels, (left + 1) * channels);
      for (let x = right; x < width; x++)
        row.copyWithin(x * channels, (right - 1) * channels, right * channels);
    }
  }
  for (let y = 0; y < top; y++) data.copyWithin(y * rowLength, top * rowLength, (top + 1) * rowLength);
  for (let y = bottom; y < rect.y1 - rect.y0; y++)
    data.copyWithin(y * rowLength, (bottom - 1) * rowLength, bottom * rowLength);
  return data;
}
