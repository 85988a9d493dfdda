import { invalidInput, notFound } from '@pvs/core/errors';
import type { CatalogueIndex } from '@pvs/core/catalogue/catalogue-index';
import type { StackConfig } from '@pvs/core/config/stack';
import { type Layer, requireLayer } from '@pvs/core/layers/layer';
import { requireStyle } from '@pvs/core/layers/layer-styles';
import { findLinkedSet } from '@pvs/core/config/tile-matrix-set-link';
import { hasTile, type TileAddress, type TileMatrixSet } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { parseTime, type TimeSelection } from '@pvs/core/time/time-grammar';
import { requireTileFormat, type TileFormat } from './tile-format.ts';

/** A tile as it was asked for, in words. */
export interface TileWords {
  readonly layer: string;
  readonly style: string;
  readonly tileMatrixSet: string;
  readonly tileMatrix: string;
  readonly column: string;
  readonly row: string;
  /** Extension or media type. */
  readonly format: string;
  readonly time: string;
}

/** A tile that exists. */
export interface TileRequest {
  readonly layer: Layer;
  /** See `stylesOf`; the default one where absent. */
  readonly style?: string;
  readonly tms: TileMatrixSet;
  readonly address: TileAddress;
  readonly format: TileFormat;
  readonly time: TimeSelection;
}

/** Understands the words of a request, without touching anything; errors say what is allowed. */
export function readTileRequest(words: TileWords, stack: StackConfig, index: CatalogueIndex): TileRequest {
  const layer = requireLayer(words.layer, stack, index);
  const style = requireStyle(layer, words.style, stack, index, 'style');
  const format = requireTileFormat(words.format);
  const { tms, minZoom, maxZoom } = linkedSet(words.tileMatrixSet, stack);
  const zoom = readZoom(words.tileMatrix, tms, minZoom, maxZoom);
  const address = {
    zoom,
    column: readNumber(words.column, 'tilecol'),
    row: readNumber(words.row, 'tilerow'),
  };
  if (!hasTile(tms, address)) throw outOfRange(tms, address);
  return {
    layer,
    ...(style === undefined ? {} : { style }),
    tms,
    address,
    format,
    time: parseTime(words.time),
  };
}

function linkedSet(name: string, stack: StackConfig) {
  const link = findLinkedSet(name, stack.tileMatrixSets);
  if (link) return link;
  throw notFound(
    `there is no tile matrix set '${name}': allowed are ${stack.tileMatrixSets.map(({ id }) => id).join(', ')}`,
    {
      code: 'UnknownTileMatrixSet',
      detail: { locator: 'tilematrixset' },
    },
  );
}

/** `5`, and as some clients write it `WebMercatorQuad:5` or `EPSG:3857:5`. */
function readZoom(text: string, tms: TileMatrixSet, minZoom: number, maxZoom: number): number {
  const prefix = [tms.id, ...tms.aliases].find((name) => text.startsWith(`${name}:`));
  const zoom = readNumber(prefix === undefined ? text : text.slice(prefix.length + 1), 'tilematrix');
  if (zoom >= minZoom && zoom <= maxZoom) return zoom;
  throw notFound(`there is no tile matrix '${text}' of ${tms.id}: allowed are ${minZoom} to ${maxZoom}`, {
    code: 'UnknownTileMatrix',
    detail: { locator: 'tilematrix' },
  });
}

function readNumber(text: string, locator: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw invalidInput(`parameter '${locator}': expected a whole number, given '${text}'`, {
    code: 'InvalidParameterValue',
    detail: { locator },
  });
}

function outOfRange(tms: TileMatrixSet, { zoom, column, row }: TileAddress) {
  const matrix = tms.matrices[zoom]!;
  const [locator, given, max] =
    column >= matrix.columns ? ['tilecol', column, matrix.columns - 1] : ['tilerow', row, matrix.rows - 1];
  return notFound(
    `${locator} ${given} is outside of tile matrix ${zoom} of ${tms.id}: allowed are 0 to ${max}`,
    {
      code: 'TileOutOfRange',
      detail: { locator },
    },
  );
}
