import type { PlannedRaster } from '../pixels/pixel-plan.ts';

/**
 * A raster of whose pixels some may no longer be data. What had no way to say so gets a mask.
 */
export const partlyHidden = (raster: PlannedRaster): PlannedRaster =>
  raster.transparency === 'none' ? { ...raster, transparency: 'mask' } : raster;
