import { foreignDrivers } from './gdal-drivers.ts';

/** Run as a process: tells its parent which drivers this machine's GDAL has beyond the allowed ones. */
process.send?.(foreignDrivers());
