import { isPvsError, messageOf, type PvsError, sourceUnavailable } from '@pvs/core/errors';

/**
 * A stored raster that cannot be drawn is the server's fault, whatever the reason, so each is `SourceUnavailable`
 * (5xx, never cached), never a hole in the picture: `RasterMissing`, `RasterCorrupt` (cut, overwritten or damaged)
 * or `RasterUnsupported` (a TIFF variant this renderer cannot decode).
 */
export function rasterCorrupt(key: string, what: string, cause?: unknown): PvsError {
  return sourceUnavailable(`raster '${key}' cannot be read: ${what}`, {
    code: 'RasterCorrupt',
    detail: { key },
    cause,
  });
}

export function rasterUnsupported(key: string, what: string): PvsError {
  return sourceUnavailable(`raster '${key}' cannot be drawn: ${what}`, {
    code: 'RasterUnsupported',
    detail: { key },
  });
}

/** Turns whatever reading or decoding threw into one of the above; what a store said stays as it is. */
export function asRasterError(key: string, cause: unknown): unknown {
  if (isPvsError(cause, 'NotFound')) {
    return sourceUnavailable(`raster '${key}' is missing from storage`, {
      code: 'RasterMissing',
      detail: { key },
      cause,
    });
  }
  if (isPvsError(cause) || (cause instanceof Error && cause.name === 'AbortError')) return cause;
  return rasterCorrupt(key, messageOf(cause), cause);
}
