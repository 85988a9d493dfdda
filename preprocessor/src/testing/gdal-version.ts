import gdal from 'gdal-async';

const [major = 0, minor = 0] = gdal.version.split('.').map(Number);

/** Whether GDAL has a type for signed bytes (`Int8`), which it has from 3.7 on. */
export const gdalKnowsInt8 = major > 3 || (major === 3 && minor >= 7);
