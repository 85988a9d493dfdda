import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { TileFormat } from '../tiles/tile-format.ts';
import type { TilePlan } from '../tiles/tile-plan.ts';
import type { TileRequest } from '../tiles/tile-request.ts';
import type { TileService } from '../tiles/tile-service.ts';
import { type Assembly, isOneTile, type MapView } from './plan-assembly.ts';
import { type Canvas, resampleWindow } from './resample-window.ts';

/** A map that tiles can answer. */
export interface TiledMap extends Pick<TileRequest, 'layer' | 'style' | 'time'>, MapView {
  readonly format: TileFormat;
  readonly transparent: boolean;
  readonly assembly: Assembly;
}

/** A map from tiles, planned: its ETag is known before any tile is read. */
export interface PlannedMap {
  readonly hash: string;
  read(): Promise<AssembledMap>;
}

/** What is not of the planned tiles, but of others in their place, has another name, which nobody knows yet. */
export interface AssembledMap {
  readonly body: Buffer;
  readonly isAsPlanned: boolean;
}

/** Tiles read at once. */
const CONCURRENCY = 8;

/** `lossless` is the format of the tiles that maps are put together from. */
export function planMap(map: TiledMap, tiles: TileService, lossless: TileFormat): PlannedMap {
  const { layer, style, time, format, transparent, assembly } = map;
  const isExact = isOneTile(assembly, map) && (transparent || format.name === 'jpeg');
  const { tms } = assembly.link;
  const requests = addressesOf(assembly).map((address): TileRequest => ({
    layer,
    ...(style === undefined ? {} : { style }),
    time,
    tms,
    address,
    format: isExact ? format : lossless,
  }));
  const planned = requests.map((request) => ({ request, plan: tiles.plan(request) }));
  const [first] = planned;
  if (isExact && first) {
    const read = async () => {
      const { body, hash } = await tiles.read(first.request, first.plan);
      return { body, isAsPlanned: hash === first.plan.hash };
    };
    return { hash: first.plan.hash, read };
  }
  return {
    hash: hashOf(map, planned),
    async read() {
      const { canvas, isAsPlanned } = await layOut(assembly, planned, tiles);
      const picture = resampleWindow(canvas, assembly.window, map.widthPx, map.heightPx);
      return { body: await encode(picture, map), isAsPlanned };
    },
  };
}

type Planned = { readonly request: TileRequest; readonly plan: TilePlan };

function addressesOf({ range: { zoom, minColumn, maxColumn, minRow, maxRow } }: Assembly) {
  const addresses: TileRequest['address'][] = [];
  for (let row = minRow; row <= maxRow; row += 1) {
    for (let column = minColumn; column <= maxColumn; column += 1) addresses.push({ zoom, column, row });
  }
  return addresses;
}

function hashOf({ assembly, widthPx, heightPx, format, transparent }: TiledMap, planned: readonly Planned[]) {
  const content = [
    planned.map(({ plan }) => plan.hash),
    assembly.window,
    widthPx,
    heightPx,
    format.name,
    transparent,
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 24);
}

/** The tiles side by side; those without products are left transparent and not read. */
async function layOut(
  { link, range }: Assembly,
  planned: readonly Planned[],
  tiles: TileService,
): Promise<{ readonly canvas: Canvas; readonly isAsPlanned: boolean }> {
  const size = link.tms.tileSizePx;
  const widthPx = (range.maxColumn - range.minColumn + 1) * size;
  const heightPx = (range.maxRow - range.minRow + 1) * size;
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  const waiting = planned.filter(({ plan }) => plan.products.length > 0);
  let isAsPlanned = true;
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { body, hash } = await tiles.read(next.request, next.plan);
      isAsPlanned &&= hash === next.plan.hash;
      const tile = await sharp(body).ensureAlpha().raw().toBuffer();
      const { column, row } = next.request.address;
      const [left, top] = [(column - range.minColumn) * size, (row - range.minRow) * size];
      for (let y = 0; y < size; y += 1) {
        rgba.set(tile.subarray(y * size * 4, (y + 1) * size * 4), ((top + y) * widthPx + left) * 4);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return { canvas: { widthPx, heightPx, rgba }, isAsPlanned };
}

async function encode(
  { rgba, widthPx, heightPx }: Canvas,
  { format, transparent }: TiledMap,
): Promise<Buffer> {
  const picture = sharp(rgba, { raw: { width: widthPx, height: heightPx, channels: 4 } });
  const shown = transparent && format.name !== 'jpeg' ? picture : picture.flatten({ background: '#fff' });
  if (format.name === 'jpeg') return shown.jpeg({ quality: 85 }).toBuffer();
  if (format.name === 'webp') return shown.webp({ quality: 85 }).toBuffer();
  return shown.png({ compressionLevel: 3 }).toBuffer();
}
