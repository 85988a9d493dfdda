import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { archiveFormats } from '@pvs/cache/export/index';
import type { ExportWords } from '@pvs/cache/export/plan-export';
import type { TileArchive } from '@pvs/cache/export/tile-archive';
import { invalidInput } from '@pvs/core/errors';
import { geometryOfBox } from '@pvs/core/geometry/search-geometry';

/** As they are given on the command line. */
export interface ExportOptions {
  readonly output?: string;
  readonly format?: string;
  readonly zooms?: string;
  readonly bbox?: string;
  readonly time?: string;
  readonly tms?: string;
  readonly tiles?: string;
  readonly attribution?: string;
  readonly draw?: boolean;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** Which tiles the options mean. @throws InvalidInput that names the option */
export function exportWordsOf({
  zooms,
  bbox,
  time,
  tms,
  tiles,
  attribution,
}: ExportOptions): Omit<ExportWords, 'layer'> {
  return {
    ...(zooms !== undefined && zoomsOf(zooms)),
    ...(bbox !== undefined && { box: boxOf(bbox) }),
    ...(time !== undefined && { time }),
    ...(tms !== undefined && { tileMatrixSet: tms }),
    ...(tiles !== undefined && { format: tiles }),
    ...(attribution !== undefined && { attribution }),
  };
}

/** The file to write, and how. @throws InvalidInput where there is one already, or its kind is not known */
export function outputOf({ output, format, overwrite = false }: ExportOptions): {
  readonly path: string;
  open(): TileArchive;
} {
  const kinds = Object.keys(archiveFormats);
  if (output === undefined) throw invalidInput('--output: name the file to write, e.g. tiles.pmtiles');
  const kind = format ?? extname(output).slice(1).toLowerCase();
  const open = Object.hasOwn(archiveFormats, kind) ? archiveFormats[kind] : undefined;
  if (!open) {
    const given = format === undefined ? `--output ${output}` : `--format ${format}`;
    throw invalidInput(`${given}: expected --format ${kinds.join(' or ')}, or a file name that ends so`);
  }
  if (existsSync(output) && !overwrite) {
    throw invalidInput(`${output} is there already: --overwrite replaces it when the new one is whole`);
  }
  return { path: output, open: () => open(output) };
}

function zoomsOf(text: string): { minZoom: number; maxZoom: number } {
  const [, first, last] = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(text) ?? [];
  if (first === undefined)
    throw invalidInput(`--zooms: expected one or two, e.g. 5 or 0-12, given '${text}'`);
  return { minZoom: Number(first), maxZoom: Number(last ?? first) };
}

function boxOf(text: string) {
  const [minX = NaN, minY = NaN, maxX = NaN, maxY = NaN, ...more] = text.split(',').map(Number);
  const isBox = more.length === 0 && [minX, minY, maxX, maxY].every(Number.isFinite);
  if (!isBox || minX >= maxX || minY >= maxY)
    throw invalidInput(`--bbox: expected west,south,east,north in degrees, given '${text}'`);
  geometryOfBox(minX, minY, maxX, maxY);
  return { crs: 'EPSG:4326', minX, minY, maxX, maxY };
}
