import { parseCrs } from '@pvs/core/crs/crs';
import type { Browse, BrowsePlace } from './browse-report.ts';
import { ingestionException } from './report-errors.ts';
import { unwrapLongitudes } from './unwrap-longitudes.ts';

type Point = readonly [x: number, y: number];
/** A column or row, or the word for the last one: the image's width or height. */
type PixelOf<Word extends string> = number | Word;

/** `georeference` of a message of `preprocess-md_queue`. */
export type MessageGeoreference =
  | { readonly by: 'box'; readonly crs: string; readonly box: readonly number[] }
  | {
      readonly by: 'gcps';
      readonly crs: string;
      readonly points: readonly (readonly [PixelOf<'ncol'>, PixelOf<'nrow'>, number, number])[];
    }
  | {
      readonly by: 'grid';
      readonly crs: string;
      readonly stepPx: number;
      readonly stepLines: number;
      readonly rows: readonly (readonly Point[])[];
    };

/** What the coordinates of a browse are in. */
interface System {
  readonly code: string;
  /** Whether latitude, or north, comes first. */
  readonly swapped: boolean;
  readonly geographic: boolean;
}

/**
 * Where a browse lies, for the preprocessor: x east or longitude, columns and rows from the upper left corner.
 * @returns undefined where the image says so itself (`modelInGeotiff`)
 * @throws InvalidInput `IngestionException` where its numbers do not fit together
 */
export function georeferenceOf({ place, referenceSystem }: Browse): MessageGeoreference | undefined {
  if (place.mode === 'modelInGeotiff') return undefined;
  if (place.mode === 'verticalCurtainFootprint') {
    throw ingestionException(
      'a verticalCurtainFootprint cannot be shown on a map: expected rectifiedBrowse, footprint, regularGrid or modelInGeotiff',
    );
  }
  const system = systemOf(referenceSystem, place.mode);
  if (place.mode === 'rectifiedBrowse') return boxOf(place, system);
  return place.mode === 'footprint' ? pointsOf(place, system) : gridOf(place, system);
}

/** Those in which the preprocessor takes positions. */
const ALLOWED = /^EPSG:(4326|3857|32[67]\d\d)$/;

function systemOf(referenceSystem: string, mode: string): System {
  if (referenceSystem === 'RAW') {
    throw ingestionException(
      `referenceSystemIdentifier RAW is not valid for a ${mode}: only modelInGeotiff may have it`,
    );
  }
  const number = /^EPSG:(\d{1,6})$/i.exec(referenceSystem)?.[1];
  const code = number === undefined ? '' : crsCode(`EPSG:${number}`);
  if (!ALLOWED.test(code)) {
    throw ingestionException(
      `referenceSystemIdentifier '${referenceSystem}' is not valid: expected EPSG:4326, EPSG:3857 or a UTM zone (EPSG:326xx, EPSG:327xx)`,
    );
  }
  const { crs, axisOrder } = parseCrs(code);
  return { code: crs.code, swapped: axisOrder === 'yx', geographic: crs.code === 'EPSG:4326' };
}

/** Its normalised code, 900913 being 3857; empty for one that nobody here knows. */
function crsCode(text: string): string {
  try {
    return parseCrs(text).crs.code;
  } catch {
    return '';
  }
}

/**
 * The schema says lower left and upper right, its examples give upper left and lower right: any two opposite corners
 * are taken, the western one first where they lie on both sides of the antimeridian.
 */
function boxOf(
  { coordList }: Extract<BrowsePlace, { mode: 'rectifiedBrowse' }>,
  system: System,
): MessageGeoreference {
  if (coordList.length !== 4)
    throw ingestionException(`coordList of rectifiedBrowse has ${coordList.length} numbers: expected 4`);
  const [[x1, y1], [x2, y2]] = coordinates(coordList, system) as [Point, Point];
  const crosses = system.geographic && x1 - x2 > 180;
  const xs = crosses ? [x1, x2 + 360] : [Math.min(x1, x2), Math.max(x1, x2)];
  const ys = [Math.min(y1, y2), Math.max(y1, y2)];
  if (xs[0] === xs[1] || ys[0] === ys[1])
    throw ingestionException(`rectifiedBrowse '${coordList.join(' ')}' has no area`);
  return { by: 'box', crs: system.code, box: [xs[0]!, ys[0]!, xs[1]!, ys[1]!] };
}

/** Degrees, metres being whole ones: how exactly a footprint has to be closed. */
const CLOSED_WITHIN = 1e-5;

function pointsOf(
  { colRowList, coordList }: Extract<BrowsePlace, { mode: 'footprint' }>,
  system: System,
): MessageGeoreference {
  if (colRowList.length !== coordList.length) {
    throw ingestionException(
      `footprint has ${colRowList.length} columns and rows and ${coordList.length} coordinates: expected as many`,
    );
  }
  const places = coordinates(coordList, system);
  const first = places[0]!;
  const last = places.at(-1)!;
  const turn = system.geographic ? 360 : Infinity;
  const apart = Math.abs(first[0] - last[0]) % turn;
  if (Math.min(apart, turn - apart) > CLOSED_WITHIN || Math.abs(first[1] - last[1]) > CLOSED_WITHIN) {
    throw ingestionException('The last value of the footprint is not equal to the first.');
  }
  if (places.length < 4)
    throw ingestionException(
      `footprint has ${places.length} nodes: expected at least 4, the last as the first`,
    );
  const pixels = pairs(colRowList).map(
    ([column, row]) => [pixel(column, 'ncol'), pixel(row, 'nrow')] as const,
  );
  const unwrapped = system.geographic ? unwrapLongitudes(places) : places;
  const points = pixels.map(([column, row], i) => [column, row, ...unwrapped[i]!] as const).slice(0, -1);
  return { by: 'gcps', crs: system.code, points };
}

function gridOf(place: Extract<BrowsePlace, { mode: 'regularGrid' }>, system: System): MessageGeoreference {
  const { coordLists, rowNodeNumber, colNodeNumber } = place;
  if (coordLists.length !== rowNodeNumber) {
    throw ingestionException(
      `Invalid regularGrid: it has ${coordLists.length} coordinate lists, expected ${rowNodeNumber} (rowNodeNumber)`,
    );
  }
  const rows = coordLists.map((list) => coordinates(list, system));
  const wrong = rows.findIndex(({ length }) => length !== colNodeNumber);
  if (wrong >= 0) {
    throw ingestionException(
      `Invalid regularGrid: coordinate list ${wrong + 1} has ${rows[wrong]!.length} pairs, expected ${colNodeNumber} (colNodeNumber)`,
    );
  }
  // One path through all nodes, so that no row turns to the other side of the antimeridian.
  const path = rows.flatMap((row, r) => (r % 2 === 0 ? row : row.toReversed()));
  const unwrapped = system.geographic ? unwrapLongitudes(path) : path;
  const unwrappedRows = rows.map((_, r) => {
    const row = unwrapped.slice(r * colNodeNumber, (r + 1) * colNodeNumber);
    return r % 2 === 0 ? row : row.toReversed();
  });
  return {
    by: 'grid',
    crs: system.code,
    stepPx: place.colStep,
    stepLines: place.rowStep,
    rows: unwrappedRows,
  };
}

function coordinates(list: readonly string[], { swapped }: System): Point[] {
  return pairs(list).map(([a, b]) => {
    const [first, second] = [number(a), number(b)];
    return swapped ? [second, first] : [first, second];
  });
}

function pairs(list: readonly string[]): (readonly [string, string])[] {
  if (list.length % 2 !== 0)
    throw ingestionException(`a list has ${list.length} values: expected pairs, separated by spaces`);
  return list.flatMap((value, i) => (i % 2 === 0 ? [[value, list[i + 1]!] as const] : []));
}

function number(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value))
    throw ingestionException(`'${text.slice(0, 40)}' in a list of coordinates is no number`);
  return value;
}

const pixel = <Word extends string>(text: string, word: Word): PixelOf<Word> =>
  text === word ? word : number(text);
