import { dirname } from 'node:path';
import { cogSchema } from '@pvs/core/config/cog';
import { GdalPool } from '@pvs/preprocessor/gdal/gdal-pool';

/** Run as a process, so that its memory and time are its own: writes a scene as a COG as the preprocessor does. */
const [path = '', output = '', crs = 'native'] = process.argv.slice(2);
const pool = new GdalPool();
await pool.run(
  {
    kind: 'convert',
    rasters: [{ path, driver: 'GTiff' }],
    georeference: { by: 'transform' },
    cog: cogSchema.parse({ crs }),
    output,
    scratch: dirname(output),
  },
  { signal: new AbortController().signal, timeLimitMs: 24 * 3600 * 1000 },
);
pool.close();
