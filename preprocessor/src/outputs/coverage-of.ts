import type { Band, Coverage } from '@pvs/core/catalogue/product';
import { invalidInput } from '@pvs/core/errors';
import type { WrittenCog } from '../gdal/gdal-job.ts';
import { bandNames } from './band-names.ts';
import type { Output } from '../preprocess-state.ts';

/** A written COG as the catalogue stores it. @throws InvalidInput `UnsupportedCrs` where it has no PROJ string */
export function coverageOf({ cog, sizeBytes }: Output, identifier: string, objectKey: string): Coverage {
  const { crs, transform, widthPx, heightPx, dataType, hasMask } = cog;
  if (crs.proj4 === '') {
    throw invalidInput(
      `${identifier} is in a CRS that has no PROJ string: set a \`crs\` for its product type`,
      {
        code: 'UnsupportedCrs',
      },
    );
  }
  return {
    identifier,
    objectKey,
    sizeBytes,
    dataType,
    hasMask,
    bands: bandsOf(cog),
    grid: { crs: crs.code ?? `proj4:${crs.proj4}`, proj4: crs.proj4, transform, widthPx, heightPx },
  };
}

function bandsOf({ bands }: WrittenCog): Band[] {
  const names = bandNames(bands);
  return bands.map(({ color, nodata, statistics, wavelengthNm }, i) => ({
    name: names[i] ?? '',
    color,
    // NaN is never data, and JSON has no word for it.
    ...(nodata !== undefined && Number.isFinite(nodata) && { nodata }),
    ...(statistics && { statistics }),
    ...(wavelengthNm !== undefined && { wavelengthNm }),
  }));
}
