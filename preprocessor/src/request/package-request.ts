import type { EoAttributes } from '@pvs/core/catalogue/product';
import type { GivenGeoreference } from './given-georeference.ts';
import type { Footprint } from '@pvs/core/geometry/footprint';

/** What a message says about a product; overrides what the package itself says. */
export interface MetadataOverrides {
  readonly identifier?: string;
  readonly beginTime?: Date;
  readonly endTime?: Date;
  readonly footprint?: Footprint;
  readonly attributes: EoAttributes;
}

/** What a message of either queue asks for. */
export interface PackageRequest {
  /** Object key or key prefix, without slashes at its ends; absolute where it names a file of a source directory. */
  readonly path: string;
  readonly overrides: MetadataOverrides;
  /** Where its image lies; counts before what the file and the configuration say. */
  readonly georeference?: GivenGeoreference;
  /** Where a package lies that came back from the archive, and in the name of which retrieval. */
  readonly retrieved?: { readonly retrieval: string; readonly at: string };
}
