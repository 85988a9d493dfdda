import type { Coverage, ProductMetadata } from '@pvs/core/catalogue/product';
import type { Classification } from '@pvs/core/catalogue/classify-product';
import type { WrittenCog } from './gdal/gdal-job.ts';
import type { ReadDocument } from './metadata/read-documents.ts';
import type { PlacedRaster, RasterSource } from './rasters/raster-source.ts';
import type { PackageRequest } from './request/package-request.ts';

/** A COG in the work directory. */
export interface Output {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly cog: WrittenCog;
}

/** What is known of an item; each step adds what it found out. */
export interface PreprocessState {
  readonly request: PackageRequest;
  /** Absolute; exists from the first step to `cleanUp`. */
  readonly workDir: string;
  /** Key prefix of the outputs. */
  readonly prefix: string;
  /** Names this attempt in the keys of what it writes, see `newRun`. */
  readonly run: string;
  /** Absolute path of the fetched package: a file or a directory. */
  readonly fetched?: string;
  /** Absolute paths of the unpacked files, by their path inside the package. */
  readonly files: ReadonlyMap<string, string>;
  /** Metadata documents, the best first. */
  readonly documents: readonly ReadDocument[];
  readonly metadata?: ProductMetadata;
  readonly classification?: Classification;
  readonly sources: readonly RasterSource[];
  readonly placed: readonly PlacedRaster[];
  readonly outputs: readonly Output[];
  readonly coverages: readonly Coverage[];
  /** The GSC report as it will be stored. */
  readonly report?: Buffer;
}

/** A part of the state that an earlier step is there to fill. */
export function known<Key extends keyof PreprocessState>(
  state: PreprocessState,
  key: Key,
): NonNullable<PreprocessState[Key]> {
  const value = state[key];
  if (value === undefined || value === null) throw new Error(`no step before this one found '${key}'`);
  return value;
}
