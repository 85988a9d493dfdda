import { setImmediate as breathe } from 'node:timers/promises';
import { type Box, heightOf, widthOf } from '@pvs/core/geometry/box';
import type { Resampling } from '@pvs/core/config/resampling';
import { invalidInput, limitExceeded } from '@pvs/core/errors';
import type { Cog } from '../raster/cog.ts';
import type { RasterAccess } from '../raster/raster-access.ts';
import { rasterCorrupt } from '../raster/raster-error.ts';
import { drawComputed } from '../computed/draw-computed.ts';
import type { ComputedRendering } from '../computed/computed-rendering.ts';
import { blankCanvas, type Canvas } from './canvas.ts';
import { isOpaque, type MapPicture, wholeOf } from './map-picture.ts';
import { mergeChannels } from './merge-channels.ts';
import { paintPiece } from './paint-piece.ts';
import type { DrawingPiece } from './group-cells.ts';
import { type DrawingPlan, findSight, planDrawing } from './plan-drawing.ts';
import { checkRendering, type CompositeRendering, nodataOf, type Rendering } from './rendering.ts';
import { readWindow, type WindowBlocks } from './read-window.ts';

/** Pieces read ahead of the one being drawn, so that storage and processor work at the same time. */
const READ_AHEAD = 3;
const MAX_PICTURE_PX = 1 << 28;

export interface MapRequest {
  readonly box: Box;
  readonly widthPx: number;
  readonly heightPx: number;
  /** For renderings that do not say it. */
  readonly resampling: Resampling;
  /** Topmost first; those below show through where those above have no data or are translucent. */
  readonly renderings: readonly (Rendering | CompositeRendering | ComputedRendering)[];
  readonly signal?: AbortSignal;
}

/**
 * Draws coverages into a picture of the box, beneath what is on the canvas where one is given. Stops reading as soon as
 * every pixel is opaque. What a rendering adds depends on the box and on itself, not on what lies above.
 * Fails with `SourceUnavailable` where a file is missing, cut or damaged (there are no holes), with `InvalidInput`
 * for what cannot be drawn at all, and with the signal's reason when it is aborted.
 */
export async function drawMap(
  request: MapRequest,
  raster: RasterAccess,
  canvas: Canvas = blankCanvas(request.widthPx, request.heightPx),
): Promise<MapPicture> {
  checkRequest(request);
  const { picture } = canvas;
  const last = request.renderings.length - 1;
  for (const [i, rendering] of request.renderings.entries()) {
    request.signal?.throwIfAborted();
    const drawn = await drawOne(request, rendering, canvas, raster);
    if (drawn && i < last && isOpaque(picture, wholeOf(picture))) break;
  }
  return picture;
}

function drawOne(
  request: MapRequest,
  rendering: MapRequest['renderings'][number],
  canvas: Canvas,
  raster: RasterAccess,
): Promise<boolean> {
  const { picture, painted } = canvas;
  if (!('computed' in rendering || 'colors' in rendering))
    return drawRendering(request, rendering, canvas, raster);
  painted.add(wholeOf(picture));
  if ('computed' in rendering) return drawComputed(request, rendering, picture, raster);
  return drawComposite(request, rendering, picture, raster);
}

function checkRequest({ box, widthPx, heightPx, renderings }: MapRequest): void {
  if (![widthPx, heightPx].every((n) => Number.isInteger(n) && n > 0))
    throw invalidInput(
      `a picture of ${widthPx} × ${heightPx} pixels cannot be drawn: both must be at least 1`,
    );
  if (widthPx * heightPx > MAX_PICTURE_PX)
    throw limitExceeded(
      `a picture of ${widthPx} × ${heightPx} pixels is larger than ${MAX_PICTURE_PX} pixels`,
    );
  if (!(widthOf(box) > 0 && heightOf(box) > 0))
    throw invalidInput(
      `the box [${box.minX}, ${box.minY}, ${box.maxX}, ${box.maxY}] is empty: its minima must be below its maxima`,
    );
  renderings
    .flatMap((one) => ('computed' in one ? [] : 'colors' in one ? one.colors : [one]))
    .forEach(checkRendering);
}

/** Draws the three colours by themselves, each by its own grid and pyramid, and puts them together. */
async function drawComposite(
  request: MapRequest,
  { colors }: CompositeRendering,
  picture: MapPicture,
  raster: RasterAccess,
): Promise<boolean> {
  if (isOpaque(picture, wholeOf(picture))) return false;
  const draw = (color: Rendering) => drawMap({ ...request, renderings: [color] }, raster);
  const [red, green, blue] = await Promise.all([draw(colors[0]), draw(colors[1]), draw(colors[2])]);
  mergeChannels(picture, [red, green, blue]);
  return true;
}

/** False where the coverage does not show in the picture; its file is then not even opened. */
async function drawRendering(
  request: MapRequest,
  rendering: Rendering,
  { picture, painted }: Canvas,
  raster: RasterAccess,
): Promise<boolean> {
  const sight = findSight(request, rendering.coverage.grid);
  if (sight.areas.every((area) => isOpaque(picture, area))) return false;
  const cog = await raster.open(rendering.coverage);
  checkFile(cog, rendering);
  const [full, ...overviews] = cog.levels.map((l) => l.image);
  const plan = planDrawing(sight, [full!, ...overviews], rendering.resampling ?? request.resampling);
  const pieces = plan.pieces.filter(({ area }) => !isOpaque(picture, area));
  const read = (piece: DrawingPiece) => readPiece(rendering, cog, plan, piece, raster);
  for await (const [piece, blocks] of readAhead(pieces, read)) {
    request.signal?.throwIfAborted();
    if (blocks) paintPiece({ rendering, plan, piece, blocks, picture, isFirst: painted.add(piece.area) });
    if (pieces.length > 1) await breathe();
  }
  return pieces.length > 0;
}

/** Fails with `RasterCorrupt` where a file is not what the catalogue says. */
export function checkFile(cog: Cog, { coverage, alphaBand, channels }: Rendering): void {
  const { widthPx, heightPx, samplesPerPixel } = cog.levels[0].image;
  const { grid } = coverage;
  const most = Math.max(...channels.map((c) => c.band), alphaBand ?? 0);
  if (widthPx !== grid.widthPx || heightPx !== grid.heightPx || samplesPerPixel <= most) {
    throw rasterCorrupt(
      cog.key,
      `it has ${widthPx} × ${heightPx} pixels and ${samplesPerPixel} bands, the catalogue says ${grid.widthPx} × ${grid.heightPx} and ${coverage.bands.length}`,
    );
  }
}

function readPiece(
  rendering: Rendering,
  cog: Cog,
  plan: DrawingPlan,
  piece: DrawingPiece,
  raster: RasterAccess,
): Promise<WindowBlocks | undefined> {
  const { channels, alphaBand } = rendering;
  return readWindow(
    {
      cog,
      level: cog.levels[plan.level]!,
      rect: piece.window,
      bands: channels.map((c) => c.band),
      nodata: channels.map((c) => nodataOf(rendering, c)),
      ...(alphaBand === undefined ? {} : { alphaBand }),
    },
    raster.readBlocks,
  );
}

/** Answers come in order, with a few of the following ones under way. */
async function* readAhead<Item, Answer>(
  items: readonly Item[],
  read: (item: Item) => Promise<Answer>,
): AsyncGenerator<readonly [Item, Answer]> {
  const underWay: Promise<Answer>[] = [];
  for (const [i, item] of items.entries()) {
    while (underWay.length <= READ_AHEAD && i + underWay.length < items.length) {
      const next = read(items[i + underWay.length] as Item);
      // Seen when its turn comes; an earlier failure may end the drawing before.
      next.catch(() => undefined);
      underWay.push(next);
    }
    yield [item, (await underWay.shift()) as Answer];
  }
}
