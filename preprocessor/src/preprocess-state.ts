import type { Coverage, Mask, ProductMetadata, Quicklook } from '@pvs/core/catalogue/product';
import type { Classification } from '@pvs/core/catalogue/classify-product';
import type { Footprint } from '@pvs/core/geometry/footprint';
import type { QueueMessage } from '@pvs/core/queue/queue-item';
import type { WrittenCog } from './gdal/gdal-job.ts';
import type { PlannedRaster } from './pixels/pixel-plan.ts';
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

/** A mask that will be written. */
export interface PlannedMask {
  /** Name it is configured by. */
  readonly type: string;
  readonly marks: 'valid' | 'invalid';
  readonly plan: PlannedRaster;
}

/** A mask in the work directory; `name` is its type. */
export interface MaskOutput extends Output {
  readonly marks: 'valid' | 'invalid';
  /** Of the pixels it knows of, those that are marked, 0–1. */
  readonly share: number;
}

/** A small picture in the work directory. */
export interface QuicklookOutput {
  /** Absolute. */
  readonly path: string;
  readonly mediaType: Quicklook['mediaType'];
  readonly widthPx: number;
  readonly heightPx: number;
  readonly sizeBytes: number;
}

/** What is known of an item; each step adds what it found out. */
export interface PreprocessState {
  readonly request: PackageRequest;
  /** The message as it came. */
  readonly message: QueueMessage;
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
  /** What the pixels of the coverages will be, where the type has steps for them; and what that began as. */
  readonly planned?: readonly PlannedRaster[];
  readonly begun: readonly PlannedRaster[];
  readonly plannedMasks: readonly PlannedMask[];
  readonly outputs: readonly Output[];
  readonly maskOutputs: readonly MaskOutput[];
  readonly quicklook?: QuicklookOutput;
  readonly coverages: readonly Coverage[];
  readonly masks: readonly Mask[];
  /** Its object, where there is a quicklook. */
  readonly quicklookObject?: Quicklook;
  /** Where it has data, by its pixels; absent where the metadata say it. */
  readonly traced?: Footprint;
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
