/** String: JSON {@link CacheSize}, written by the cache that counted last. */
export const CACHE_SIZE_KEY = 'cache_size';

/** What is kept of one zoom of a collection in a tile matrix set. */
export interface KeptZoom {
  readonly collection: string;
  readonly tileMatrixSet: string;
  readonly zoom: number;
  readonly tiles: number;
  readonly sizeBytes: number;
}

/** What a cache keeps. */
export interface CacheSize {
  /** When it was counted, ISO 8601. */
  readonly at: string;
  /** How long that took. */
  readonly seconds: number;
  readonly tiles: number;
  readonly sizeBytes: number;
  readonly zooms: readonly KeptZoom[];
}
