import { expect, it } from 'vitest';
import { gdalEnvironment } from './gdal-environment.ts';

it('passes no secret to the process that opens untrusted files', () => {
  const own = {
    PATH: '/bin',
    AWS_SECRET_ACCESS_KEY: 'x',
    PVS_TOKEN: 'x',
    PVS_REDIS_URL: 'x',
    GDAL_DATA: '/share',
  };
  const given = gdalEnvironment(own, ['VRT', 'WMS']);
  expect(Object.values(given)).not.toContain('x');
  expect(given).toMatchObject({
    PATH: '/bin',
    GDAL_DATA: '/share',
    GDAL_SKIP: 'VRT,WMS',
    PROJ_NETWORK: 'OFF',
  });
});
