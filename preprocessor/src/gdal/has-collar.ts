import type gdal from 'gdal-async';

/**
 * True where a picture is framed in black that says nothing of itself: no nodata value, no opacity and no mask, and
 * at least two of its four corners are 0 in every band. Scanners and warpers leave such collars.
 */
export function hasCollar(dataset: gdal.Dataset, hasMask: boolean): boolean {
  const bands = dataset.bands.map((band) => band);
  const isPicture = bands.length >= 3 && bands.every((band) => band.dataType === 'Byte');
  const says =
    hasMask || bands.some((band) => band.noDataValue !== null || band.colorInterpretation === 'Alpha');
  if (!isPicture || says) return false;
  const { x, y } = dataset.rasterSize;
  const corners = [
    [0, 0],
    [x - 1, 0],
    [0, y - 1],
    [x - 1, y - 1],
  ] as const;
  return (
    corners.filter(([column, row]) => bands.every((band) => band.pixels.get(column, row) === 0)).length >= 2
  );
}
