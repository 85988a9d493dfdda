import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@pvs/core/testing/redis-server';
import { type BenchScene, DIFFERENCE_RANGE } from './bench-scene.ts';
import type { Contender } from './contender.ts';
import { findProgram } from './find-program.ts';
import { descendants } from './process-usage.ts';
import { startNginx } from './start-nginx.ts';

/** Programs of the comparison and the Debian packages that have them. */
const PROGRAMS = { mapserv: 'cgi-mapserver', 'spawn-fcgi': 'spawn-fcgi', nginx: 'nginx', wrk: 'wrk' };

/** Programs that are not installed; empty where the comparison can run. */
export function missingPrograms(): string[] {
  return Object.keys(PROGRAMS).filter((name) => findProgram(name) === undefined);
}

export const installHint = (missing: readonly string[]) =>
  `not installed: ${missing.join(', ')}; on Debian: apt-get install ${missing.map((name) => PROGRAMS[name as keyof typeof PROGRAMS]).join(' ')}`;

/** MapServer as FastCGI behind nginx, a process for each core, drawing bilinearly as we do. */
export async function startMapServer(
  scenes: readonly BenchScene[],
  directory: string,
  processes: number,
): Promise<Contender> {
  mkdirSync(directory, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/ms`;
  const [mapFile, configFile, socket] = ['bench.map', 'mapserver.conf', 'ms.sock'].map((n) =>
    join(directory, n),
  );
  for (const scene of scenes)
    if (scene.showsDifference) writeDifference(scene, differencePath(scene, directory));
  writeFileSync(mapFile!, mapFileOf(scenes, url, directory));
  writeFileSync(configFile!, 'CONFIG\n  ENV\n    MS_MAP_PATTERN "."\n  END\nEND\n');
  const environment = { ...process.env, MAPSERVER_CONFIG_FILE: configFile!, MS_MAPFILE: mapFile! };
  const spawned = execFileSync(
    findProgram('spawn-fcgi')!,
    ['-s', socket!, '-M', '0777', '-F', String(processes), '--', findProgram('mapserv')!],
    { env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const workers = [...spawned.matchAll(/PID: (\d+)/g)].map(([, pid]) => Number(pid));
  const nginx = await startNginx(directory, serverOf(port, mapFile!, configFile!, socket!));
  return {
    name: 'MapServer',
    url,
    processes: () => [...workers, nginx.pid!, ...descendants(nginx.pid!, 'nginx')],
    stop: () => stopAll(nginx, workers),
  };
}

async function stopAll(nginx: ChildProcess, workers: readonly number[]): Promise<void> {
  nginx.kill();
  // It ends on SIGTERM only after another request.
  for (const pid of workers) process.kill(pid, 'SIGKILL');
}

const differencePath = ({ id }: BenchScene, directory: string) => join(directory, `${id}.vrt`);

/**
 * MapServer has no expressions of bands: GDAL's pixel functions come nearest, one dataset for each operation, since
 * `norm_diff` is not in every GDAL.
 */
function writeDifference({ path, coverage: { grid } }: BenchScene, to: string): void {
  const write = (
    at: string,
    operation: string,
    sources: readonly (readonly [path: string, band: number])[],
  ) => {
    const listed = sources.map(
      ([file, band]) =>
        `<SimpleSource><SourceFilename>${file}</SourceFilename><SourceBand>${band}</SourceBand></SimpleSource>`,
    );
    writeFileSync(
      at,
      `<VRTDataset rasterXSize="${grid.widthPx}" rasterYSize="${grid.heightPx}"><SRS>${grid.crs}</SRS>
  <GeoTransform>${grid.transform.join()}</GeoTransform>
  <VRTRasterBand dataType="Float32" band="1" subClass="VRTDerivedRasterBand"><NoDataValue>nan</NoDataValue>
    <PixelFunctionType>${operation}</PixelFunctionType><SourceTransferType>Float32</SourceTransferType>
    ${listed.join('')}
  </VRTRasterBand>
</VRTDataset>
`,
    );
  };
  const [difference, sum] = [`${to}.difference.vrt`, `${to}.sum.vrt`];
  for (const [at, operation] of [
    [difference, 'diff'],
    [sum, 'sum'],
  ] as const)
    write(at, operation, [
      [path, 1],
      [path, 2],
    ]);
  write(to, 'div', [
    [difference, 1],
    [sum, 1],
  ]);
}

function mapFileOf(scenes: readonly BenchScene[], url: string, directory: string): string {
  const codes = new Set(['4326', '3857', ...scenes.map(({ coverage }) => coverage.grid.crs.slice(5))]);
  const layers = scenes.map((scene) => {
    const { id, coverage, showsDifference } = scene;
    const range = showsDifference ? DIFFERENCE_RANGE : scene.range;
    const data = showsDifference ? differencePath(scene, directory) : scene.path;
    const stretch = range ? `PROCESSING "SCALE=${range.join(',')}"` : '';
    return `LAYER NAME "${id}" TYPE RASTER STATUS ON DATA "${data}" PROJECTION "init=epsg:${coverage.grid.crs.slice(5)}" END PROCESSING "RESAMPLE=BILINEAR" PROCESSING "CLOSE_CONNECTION=DEFER" ${stretch} OFFSITE 0 0 0 END`;
  });
  return `MAP
  NAME "bench" SIZE 256 256 EXTENT -180 -90 180 90
  PROJECTION "init=epsg:4326" END
  WEB METADATA "ows_enable_request" "*" "ows_srs" "${[...codes].map((code) => `EPSG:${code}`).join(' ')}" "ows_title" "bench" "ows_onlineresource" "${url}?" END END
  OUTPUTFORMAT NAME "png" DRIVER "AGG/PNG" MIMETYPE "image/png" IMAGEMODE RGBA FORMATOPTION "COMPRESSION=1" END
  OUTPUTFORMAT NAME "jpeg" DRIVER "AGG/JPEG" MIMETYPE "image/jpeg" IMAGEMODE RGB FORMATOPTION "QUALITY=85" END
  ${layers.join('\n  ')}
END
`;
}

function serverOf(port: number, mapFile: string, config: string, socket: string): string {
  const parameters = [
    'QUERY_STRING',
    'REQUEST_METHOD',
    'CONTENT_TYPE',
    'CONTENT_LENGTH',
    'SCRIPT_NAME:fastcgi_script_name',
  ]
    .map((entry) => entry.split(':'))
    .map(([name = '', value = name.toLowerCase()]) => `fastcgi_param ${name} $${value};`);
  return `listen 127.0.0.1:${port};
    location /ms { ${parameters.join(' ')} fastcgi_param SERVER_PROTOCOL $server_protocol; fastcgi_param SERVER_NAME $host; fastcgi_param SERVER_PORT $server_port; fastcgi_param MS_MAPFILE ${mapFile}; fastcgi_param MAPSERVER_CONFIG_FILE ${config}; fastcgi_pass unix:${socket}; }`;
}
