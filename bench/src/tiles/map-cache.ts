import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '@pvs/core/testing/redis-server';
import type { TestS3 } from '@pvs/core/testing/s3-endpoint';
import type { Contender } from '../wms/contender.ts';
import { findProgram } from '../wms/find-program.ts';
import { descendants } from '../wms/process-usage.ts';
import type { SeedArea } from './seed-area.ts';

/** Programs of the comparison and the Debian packages that have them. */
const PROGRAMS = { mapcache_seed: 'mapcache-tools', apache2: 'apache2 libapache2-mod-mapcache' };

/** Debian packages that are missing; empty where MapCache can be compared. */
export const missingForMapCache = (): string[] =>
  Object.entries(PROGRAMS).flatMap(([program, packages]) => (findProgram(program) ? [] : [packages]));

export type SeedFormat = 'png' | 'jpeg';

/** Where MapCache keeps tiles, in its own words. */
export type MapCacheStore = 'disk' | 'sqlite3' | 's3';

/** A MapCache in Apache that keeps tiles in each of its stores and has them drawn by a MapServer. */
export interface MapCache extends Contender {
  /** Seconds that seeding an area took. */
  seed(area: SeedArea, format: SeedFormat, store?: MapCacheStore): Promise<number>;
  tilePath(address: readonly [zoom: number, column: number, row: number], store?: MapCacheStore): string;
}

/** Tiles of one metatile in each direction, as MapCache's own sample has it, and ours in the comparison. */
export const METATILE = 8;

export async function startMapCache(
  mapServerUrl: string,
  layer: string,
  directory: string,
  s3: TestS3,
): Promise<MapCache> {
  mkdirSync(join(directory, 'tiles'), { recursive: true });
  for (const each of [directory, join(directory, 'tiles')]) chmodSync(each, 0o777);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/mapcache`;
  const config = join(directory, 'mapcache.xml');
  writeFileSync(config, configOf(mapServerUrl, layer, directory, s3));
  writeFileSync(join(directory, 'httpd.conf'), apacheConfig(directory, port, config));
  const apache = spawn(findProgram('apache2')!, ['-D', 'FOREGROUND', '-f', join(directory, 'httpd.conf')], {
    stdio: 'ignore',
  });
  await sleep(1000);
  return {
    name: 'MapCache',
    url,
    processes: () => [apache.pid!, ...descendants(apache.pid!, 'apache2')],
    async stop() {
      apache.kill();
      await once(apache, 'exit');
    },
    async seed(area, format, store = 'disk') {
      const seconds = await seedArea(config, area, `${format}-${store}`);
      // Apache's workers write to the database they read.
      if (store === 'sqlite3') chmodSync(databaseIn(directory), 0o666);
      return seconds;
    },
    tilePath: ([zoom, column, row], store = 'disk') =>
      `/mapcache/wmts/1.0.0/png-${store}/default/GoogleMapsCompatible/${zoom}/${row}/${column}.png`,
  };
}

async function seedArea(config: string, { box, minZoom, maxZoom, processes }: SeedArea, tileset: string) {
  const extent = [box.minX, box.minY, box.maxX, box.maxY].join(',');
  const started = performance.now();
  await promisify(execFile)(
    findProgram('mapcache_seed')!,
    [
      ...['-c', config, '-t', tileset, '-g', 'GoogleMapsCompatible', '-z', `${minZoom},${maxZoom}`],
      ...['-e', extent, '-n', String(processes), '-f', '-q'],
    ],
    { maxBuffer: 64 * 1024 ** 2 },
  );
  return (performance.now() - started) / 1000;
}

const databaseIn = (directory: string) => join(directory, 'tiles', 'tiles.sqlite');

const CONTENTS = { png: 'fast', jpeg: 'photo' } as const;

function configOf(mapServerUrl: string, layer: string, directory: string, s3: TestS3): string {
  const formats = ['png', 'jpeg'] as const;
  const caches = cachesOf(directory, s3);
  const tilesets = formats.flatMap((format) =>
    Object.keys(caches).map(
      (store) =>
        `<tileset name="${format}-${store}"><source>${format}</source><cache>${store}</cache><grid>GoogleMapsCompatible</grid><format>${CONTENTS[format]}</format><metatile>${METATILE} ${METATILE}</metatile><metabuffer>0</metabuffer></tileset>`,
    ),
  );
  const source = (name: SeedFormat) =>
    `<source name="${name}" type="wms"><getmap><params><FORMAT>image/png</FORMAT><LAYERS>${layer}</LAYERS><TRANSPARENT>${name === 'png'}</TRANSPARENT></params></getmap><http><url>${mapServerUrl}?</url></http></source>`;
  return `<mapcache>
${Object.entries(caches)
  .map(([name, content]) => `<cache name="${name}" ${content}</cache>`)
  .join('\n')}
${formats.map(source).join('\n')}
<format name="fast" type="PNG"><compression>fast</compression></format>
<format name="photo" type="JPEG"><quality>85</quality></format>
${tilesets.join('\n')}
<service type="wmts" enabled="true"/>
<errors>report</errors>
<locker type="disk"><directory>${directory}</directory><timeout>300</timeout></locker>
</mapcache>
`;
}

function cachesOf(directory: string, { bucket, variables }: TestS3): Record<MapCacheStore, string> {
  const { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = variables;
  return {
    disk: `type="disk" layout="template"><template>${directory}/tiles/{tileset}/{z}/{x}/{inv_y}.{ext}</template>`,
    sqlite3: `type="sqlite3"><dbfile>${databaseIn(directory)}</dbfile>`,
    s3: `type="s3"><url>${url}/${bucket}/mapcache/{tileset}/{z}/{x}/{inv_y}.{ext}</url><id>${id}</id><secret>${secret}</secret><region>${variables['AWS_REGION']}</region>`,
  };
}

function apacheConfig(directory: string, port: number, config: string): string {
  const module = (name: string) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`;
  return `ServerRoot /etc/apache2
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${directory}/httpd.pid
ErrorLog ${directory}/httpd.log
${['mpm_event', 'authz_core', 'mapcache'].map(module).join('\n')}
User www-data
Group www-data
<Location />
Require all granted
</Location>
MapCacheAlias /mapcache "${config}"
`;
}
