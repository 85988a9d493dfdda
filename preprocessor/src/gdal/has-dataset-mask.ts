import gdal from 'gdal-async';

interface BandReport {
  readonly mask?: { readonly flags: readonly string[] };
}

/** True where a mask belongs to the whole dataset (internal or a `.msk` beside it), not to alpha or nodata. */
export function hasDatasetMask(dataset: gdal.Dataset): boolean {
  const report = gdal.info(dataset, ['-json', '-nogcp', '-nomd', '-norat', '-noct', '-nofl']);
  const { bands } = JSON.parse(report) as { bands: readonly BandReport[] };
  const flags = bands[0]?.mask?.flags ?? [];
  return flags.includes('PER_DATASET') && !flags.includes('ALPHA');
}
