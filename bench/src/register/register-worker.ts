import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase } from '@pvs/core/catalogue/database';
import type { Product } from '@pvs/core/catalogue/product';
import { registerProduct } from '@pvs/core/catalogue/register-product';
import { proj4Of } from '@pvs/core/crs/crs';
import { footprintFromBox } from '@pvs/core/geometry/footprint-boxes';
import { createLog } from '@pvs/core/observe/log';
import { sql } from 'kysely';

/**
 * One writer in a process of its own, as a registrar has several. Run with a URL, what to do and for how many seconds;
 * sends the milliseconds that each took.
 */
const [url = '', what = '', seconds = ''] = process.argv.slice(2);
const db = connectDatabase(url, 1, createLog('bench', 'silent'));
const actions: Readonly<Record<string, (i: number) => Promise<unknown>>> = {
  register: (i) => registerProduct(db, scene(`NEW-${process.pid}-${i}`)),
  replace: (i) => registerProduct(db, scene(`SAME-${process.pid}-${i % 50}`)),
  commit: (i) => sql`insert into bench_commit (number) values (${i})`.execute(db),
};
const action = actions[what]!;
await action(0);
process.send?.('ready');
await new Promise((resolve) => process.once('message', resolve));
const took: number[] = [];
const cpu = process.cpuUsage();
for (let i = 1, until = performance.now() + Number(seconds) * 1000; performance.now() < until; i += 1) {
  const started = performance.now();
  await action(i);
  took.push(performance.now() - started);
}
const { user, system } = process.cpuUsage(cpu);
process.send?.({ took, cpuMs: (user + system) / 1000 });
await sleep(50);
await db.destroy();
process.exit(0);

/** Four bands and a mask, some attributes, two documents: what a package gives. */
function scene(identifier: string): Product {
  const [lon, lat] = [Math.random() * 350 - 175, Math.random() * 120 - 55];
  const beginTime = new Date(Date.UTC(2020, 0, 1) + Math.random() * 3e10);
  const transform = [lon, 1e-4, 0, lat + 1, 0, -1e-4] as const;
  const grid = {
    crs: 'EPSG:4326',
    proj4: proj4Of('EPSG:4326'),
    transform,
    widthPx: 10_000,
    heightPx: 10_000,
  };
  const statistics = { min: 1, max: 4000, mean: 500, stdDev: 200, p2: 90, p98: 2400 };
  const bands = (['blue', 'green', 'red', 'gray'] as const).map((color) => ({
    ...{ name: color, color, nodata: 0, statistics },
  }));
  const raster = (name: string) => ({
    ...{
      identifier: `${identifier}_${name}`,
      objectKey: `C/${identifier}/${name}.${process.hrtime.bigint()}_COG.tif`,
    },
    ...{ sizeBytes: 4e8, grid },
  });
  const image = raster('image');
  const clouds = raster('clouds');
  return {
    ...{ identifier, collection: 'C1', type: 'generic', prefix: `C/${identifier}` },
    ...{ beginTime, endTime: new Date(beginTime.getTime() + 7000) },
    footprint: footprintFromBox({ crs: 'EPSG:4326', minX: lon, minY: lat, maxX: lon + 1, maxY: lat + 1 }),
    attributes: {
      platform: 'SAT',
      instrument: 'MSI',
      cloudCover: 12.5,
      orbitNumber: 4321,
      processingLevel: 'L1C',
    },
    coverages: [{ ...image, dataType: 'uint16', bands, hasMask: false }],
    masks: [{ ...clouds, type: 'clouds', marks: 'invalid' }],
    browses: [{ type: '', coverageIdentifier: image.identifier }],
    documents: [{ format: 'gsc', objectKey: `C/${identifier}/report.xml` }],
    outputs: [image.objectKey, clouds.objectKey, `C/${identifier}/list.coverages.json`],
  };
}
