import type gdal from 'gdal-async';

/** What {@link dataTypeOf} calls signed bytes of which some are negative. */
export const SIGNED_BYTES = 'SignedByte';

/** Pixels that are looked at at once. */
const PIECE_PX = 4_000_000;

/**
 * Whether GDAL before 3.7, which had no type for them, says of a band that its bytes are signed; it reads, resamples
 * and counts them as if they were not. https://gdal.org/en/stable/development/rfc/rfc87_signed_int8.html
 */
export const isSignedByte = (band: gdal.RasterBand): boolean =>
  band.dataType === 'Byte' && band.getMetadata('IMAGE_STRUCTURE')['PIXELTYPE'] === 'SIGNEDBYTE';

/**
 * GDAL's name of a band's type; {@link SIGNED_BYTES} where GDAL would take negative values for others. It reads the
 * pixels of signed bytes for that.
 */
export const dataTypeOf = (band: gdal.RasterBand): string =>
  isSignedByte(band) && hasNegative(band) ? SIGNED_BYTES : (band.dataType ?? 'Unknown');

function hasNegative(band: gdal.RasterBand): boolean {
  const { x: widthPx, y: heightPx } = band.size;
  const rows = Math.max(1, Math.floor(PIECE_PX / widthPx));
  for (let top = 0; top < heightPx; top += rows) {
    const piece = band.pixels.read(0, top, widthPx, Math.min(rows, heightPx - top)) as Uint8Array;
    if (piece.some((value) => value > 127)) return true;
  }
  return false;
}
