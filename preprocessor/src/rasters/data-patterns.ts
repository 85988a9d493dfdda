import type { Preprocessing } from '@pvs/core/config/preprocessing';
import type { ProductTypeConfig } from '@pvs/core/config/stack';

/** Globs of the files of a package that are its data. */
export interface DataPatterns {
  /** Exactly these; whatever looks like data where there are none. */
  readonly take?: readonly string[] | undefined;
  /** Never these. */
  readonly leave: readonly string[];
}

/**
 * What of a package is data: what the type says, else what its steps name. Masks and tie points are none, unless the
 * type says so.
 */
export function dataPatterns(
  { dataFiles }: Pick<ProductTypeConfig, 'dataFiles'>,
  { stack, pansharpen, masks, georeference, subdatasets }: Preprocessing,
): DataPatterns {
  const tiePoints = georeference?.by === 'geolocation' ? [georeference.longitude, georeference.latitude] : [];
  const leave = [
    ...Object.values(masks ?? {}).flatMap(({ files }) => files),
    ...tiePoints.flatMap(({ files }) => files ?? []),
  ];
  if (dataFiles) return { take: dataFiles, leave: [] };
  const bands = Object.values(stack ?? {}).flatMap(({ bands }) => Object.values(bands));
  const named = bands.flatMap(({ files }) => files ?? []);
  // Names in a stack of subdatasets are those of subdatasets.
  if (subdatasets || named.length === 0 || named.length < bands.length) return { leave };
  return { take: [...named, ...(pansharpen ? [pansharpen.panchromatic] : [])], leave };
}
