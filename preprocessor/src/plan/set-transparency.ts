import { invalidInput } from '@pvs/core/errors';
import type { PlannedRaster, Transparency } from '../pixels/pixel-plan.ts';

/** Has a raster say in another way where it has no data. @throws InvalidInput `InvalidConfiguration` */
export function setTransparency(raster: PlannedRaster, wanted: Exclude<Transparency, 'none'>): PlannedRaster {
  const { nodata, ...rest } = raster;
  if (wanted === 'nodata') {
    const fallback = raster.dataType.startsWith('Float') ? NaN : 0;
    return { ...rest, transparency: wanted, nodata: nodata ?? fallback };
  }
  if (wanted === 'alpha' && !['Byte', 'UInt16'].includes(raster.dataType)) {
    throw invalidInput(
      `${raster.file} cannot have an alpha band: its data type is ${raster.dataType}, allowed are Byte and UInt16`,
      { code: 'InvalidConfiguration', detail: { file: raster.file, dataType: raster.dataType } },
    );
  }
  return { ...rest, transparency: wanted };
}
