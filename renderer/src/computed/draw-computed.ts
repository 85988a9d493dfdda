import { setImmediate as breathe } from 'node:timers/promises';
import { isOfClasses } from '@pvs/core/config/browse-type';
import type { Resampling } from '@pvs/core/config/resampling';
import { isOpaque, type MapPicture, type PixelRect } from '../draw/map-picture.ts';
import type { PictureGrid } from '../draw/pixel-mapping.ts';
import { findSight } from '../draw/plan-drawing.ts';
import { subView } from '../draw/sub-view.ts';
import type { RasterAccess } from '../raster/raster-access.ts';
import {
  bandSources,
  type ComputedChannel,
  type ComputedRendering,
  type Painted,
} from './computed-rendering.ts';
import { groundPixel, hillshade } from './hillshade.ts';
import { paintValues } from './paint-values.ts';
import { sampleBands } from './sample-bands.ts';
import { contours, terrain } from './terrain.ts';

/** Drawn at once: what the columns of a dozen bands take stays some megabytes. */
const PART_PX = 512;

/**
 * Works a picture out and puts it beneath what is drawn. False where it does not show there; its files are then not
 * even opened. Single values are never interpolated.
 */
export async function drawComputed(
  view: PictureGrid & { readonly resampling: Resampling; readonly signal?: AbortSignal },
  wanted: ComputedRendering,
  picture: MapPicture,
  raster: RasterAccess,
): Promise<boolean> {
  let shows = false;
  const parts = partsOf(areaOf(view, wanted));
  if (parts.length === 0) return false;
  const rendering = await withFileColors(wanted, raster);
  for (const part of parts) {
    if (isOpaque(picture, part)) continue;
    view.signal?.throwIfAborted();
    const values = await valuesOf(
      view,
      part,
      { ...rendering, resampling: resamplingOf(rendering, view) },
      raster,
    );
    paintValues(values, rendering, picture, part);
    shows = true;
    await breathe();
  }
  return shows;
}

/** A file without the colours that the catalogue says it has is grey. */
async function withFileColors(
  { colormap, ...rest }: ComputedRendering,
  raster: RasterAccess,
): Promise<Painted> {
  if (colormap !== 'colors of the file') return colormap === undefined ? rest : { ...rest, colormap };
  const [source] = bandSources(rest);
  const { palette } = source ? (await raster.open(source.coverage)).levels[0].image : {};
  return palette ? { ...rest, colormap: { values: palette.map((rgb, value) => [value, hexOf(rgb)]) } } : rest;
}

const hexOf = (rgb: readonly number[]) =>
  `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

/** Where all of the sources show. */
function areaOf(view: PictureGrid, rendering: ComputedRendering): PixelRect {
  const grids = new Set(bandSources(rendering).map(({ coverage }) => coverage.grid));
  let area: PixelRect = { x0: 0, y0: 0, x1: view.widthPx, y1: view.heightPx };
  for (const grid of grids) {
    const { areas } = findSight(view, grid);
    area = {
      x0: Math.max(area.x0, Math.min(...areas.map(({ x0 }) => x0))),
      y0: Math.max(area.y0, Math.min(...areas.map(({ y0 }) => y0))),
      x1: Math.min(area.x1, Math.max(...areas.map(({ x1 }) => x1))),
      y1: Math.min(area.y1, Math.max(...areas.map(({ y1 }) => y1))),
    };
  }
  return area;
}

function partsOf({ x0, y0, x1, y1 }: PixelRect): PixelRect[] {
  const parts: PixelRect[] = [];
  for (let y = y0; y < y1; y += PART_PX)
    for (let x = x0; x < x1; x += PART_PX)
      parts.push({ x0: x, y0: y, x1: Math.min(x1, x + PART_PX), y1: Math.min(y1, y + PART_PX) });
  return parts;
}

/** The values of each channel in a part of the view, those of opacity last. */
async function valuesOf(
  view: PictureGrid,
  part: PixelRect,
  { sources, computed, alpha, resampling }: Painted & { readonly resampling: Resampling },
  raster: RasterAccess,
): Promise<Float32Array[]> {
  const channels = alpha ? [...computed, alpha] : computed;
  const margin = channels.some(looksAround) ? 1 : 0;
  const grown = subView(view, part, margin);
  const sampled = await sampleBands(grown, bandSources({ sources }), resampling, raster);
  const columns = sources.map((source) =>
    'constant' in source
      ? new Float32Array(grown.widthPx * grown.heightPx).fill(source.constant)
      : sampled.shift()!,
  );
  return channels.map((channel) => {
    const values = evaluate(channel, columns, grown.widthPx * grown.heightPx);
    if (channel.hillshade) return hillshade(values, grown.widthPx, groundPixel(grown), channel.hillshade);
    if (channel.terrain) return terrain(values, grown.widthPx, groundPixel(grown), channel.terrain);
    if (channel.contours) return contours(values, grown.widthPx, channel.contours);
    return margin === 0 ? values : withoutMargin(values, grown.widthPx);
  });
}

/** What lies between two classes is neither of them. */
function resamplingOf(
  { colormap, resampling }: Painted,
  view: { readonly resampling: Resampling },
): Resampling {
  return isOfClasses(colormap) ? 'nearest' : (resampling ?? view.resampling);
}

/** What a channel shows of a pixel may depend on those around it. */
const looksAround = ({ hillshade: light, terrain: kind, contours: lines }: ComputedChannel) =>
  light !== undefined || kind !== undefined || lines !== undefined;

/** An expression of numbers alone has no columns. */
function evaluate(
  { sources, expression }: ComputedChannel,
  columns: readonly Float32Array[],
  count: number,
): Float32Array {
  const operands = sources.map((source) => columns[source]!);
  if (!expression) return operands[0]!;
  const out = new Float32Array(count);
  expression.evaluate(operands, out);
  return out;
}

function withoutMargin(values: Float32Array, widthPx: number): Float32Array {
  const inner = widthPx - 2;
  const out = new Float32Array(inner * (values.length / widthPx - 2));
  for (let y = 0; y * inner < out.length; y += 1) {
    const from = (y + 1) * widthPx + 1;
    out.set(values.subarray(from, from + inner), y * inner);
  }
  return out;
}
