import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '@pvs/core/testing/redis-server';
import type { Contender } from '../wms/contender.ts';
import { findProgram } from '../wms/map-server.ts';
import { descendants } from '../wms/process-usage.ts';
import type { SeedArea } from './seed-area.ts';

/** Programs of the comparison and the Debian packages that have them. */
const PROGRAMS = { mapcache_seed: 'mapcache-tools', apache2: 'apache2 libapache2-mod-mapcache' };

/** Debian packages that are missing; empty where MapCache can be compared. */
export const missingForMapCache = (): string[] =>
  Object.entries(PROGRAMS).flatMap(([program, packages]) => (findProgram(program) ? [] : [packages]));

export type SeedFormat = 'png' | 'jpeg';

/** A MapCache in Apache that keeps tiles on disk and has them drawn by a MapServer. */
export interface MapCache extends Contender {
  /** Seconds that seeding an area took. */
  seed(area: SeedArea, format: SeedFormat): Promise<number>;
  tilePath(format: SeedFormat, zoom: number, column: number, row: number): string;
}

/** Tiles of one metatile in each direction, as MapCache's own sample has it. */
const METATILE = 8;

export async function startMapCache(
  mapServerUrl: string,
  layer: string,
  directory: string,
): Promise<MapCache> {
  mkdirSync(join(directory, 'tiles'), { recursive: true });
  for (const each of [directory, join(directory, 'tiles')]) chmodSync(each, 0o777);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/mapcache`;
  const config = join(directory, 'mapcache.xml');
  writeFileSync(config, configOf(mapServerUrl, layer, directory));
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
    seed: (area, format) => seedArea(config, area, format),
    tilePath: (format, zoom, column, row) =>
      `/mapcache/wmts/1.0.0/${format}/default/GoogleMapsCompatible/${zoom}/${row}/${column}.${format === 'png' ? 'png' : 'jpg'}`,
  };
}

async function seedArea(config: string, { box, minZoom, maxZoom, processes }: SeedArea, format: SeedFormat) {
  const extent = [box.minX, box.minY, box.maxX, box.maxY].join(',');
  const started = performance.now();
  await promisify(execFile)(
    findProgram('mapcache_seed')!,
    [
      ...['-c', config, '-t', format, '-g', 'GoogleMapsCompatible', '-z', `${minZoom},${maxZoom}`],
      ...['-e', extent, '-n', String(processes), '-f', '-q'],
    ],
    { maxBuffer: 64 * 1024 ** 2 },
  );
  return (performance.now() - started) / 1000;
}

function configOf(mapServerUrl: string, layer: string, directory: string): string {
  const tileset = (name: SeedFormat, format: string) =>
    `<tileset name="${name}"><source>${name}</source><cache>disk</cache><grid>GoogleMapsCompatible</grid><format>${format}</format><metatile>${METATILE} ${METATILE}</metatile><metabuffer>0</metabuffer></tileset>`;
  const source = (name: SeedFormat) =>
    `<source name="${name}" type="wms"><getmap><params><FORMAT>image/png</FORMAT><LAYERS>${layer}</LAYERS><TRANSPARENT>${name === 'png'}</TRANSPARENT></params></getmap><http><url>${mapServerUrl}?</url></http></source>`;
  return `<mapcache>
<cache name="disk" type="disk" layout="template"><template>${directory}/tiles/{tileset}/{z}/{x}/{inv_y}.{ext}</template></cache>
${source('png')}${source('jpeg')}
<format name="fast" type="PNG"><compression>fast</compression></format>
<format name="photo" type="JPEG"><quality>85</quality></format>
${tileset('png', 'fast')}${tileset('jpeg', 'photo')}
<service type="wmts" enabled="true"/>
<errors>report</errors>
<locker type="disk"><directory>${directory}</directory><timeout>300</timeout></locker>
</mapcache>
`;
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
