import { type MapPicture, transparentPicture } from '../draw/map-picture.ts';
import type { Legend } from '../layers/legend.ts';
import type { Color } from '../computed/color-of-value.ts';
import { drawText, LINE_PX, textWidth } from './draw-text.ts';

const MARGIN_PX = 4;
const SWATCH_PX = { width: 20, height: 12 } as const;
const RAMP_PX = { width: 160, height: 14 } as const;
/** The middle of a line of text beside a swatch. */
const TEXT_DROP_PX = 3;

export interface LegendSize {
  /** Of a ramp or a swatch, pixels. */
  readonly widthPx?: number;
  readonly heightPx?: number;
}

/** Draws a legend: a ramp with its ends below, or swatches with their labels. */
export const drawLegend = (legend: Legend, size: LegendSize = {}): MapPicture =>
  legend.kind === 'ramp' ? drawRamp(legend, size) : drawSwatches(legend, size);

type Ramp = Extract<Legend, { kind: 'ramp' }>;
type Swatches = Extract<Legend, { kind: 'swatches' }>;
type PaperSize = Pick<MapPicture, 'widthPx' | 'heightPx'>;

/** How large the picture of a legend is. */
export const legendSize = (legend: Legend, size: LegendSize = {}): PaperSize =>
  legend.kind === 'ramp' ? rampSize(legend, size) : swatchesSize(legend, size);

function rampSize(
  { min, max }: Ramp,
  { widthPx = RAMP_PX.width, heightPx = RAMP_PX.height }: LegendSize,
): PaperSize {
  const labels = textWidth(min) + textWidth(max) + LINE_PX;
  return {
    widthPx: Math.max(widthPx, labels) + 2 * MARGIN_PX,
    heightPx: heightPx + LINE_PX + 2 * MARGIN_PX,
  };
}

function drawRamp(legend: Ramp, size: LegendSize): MapPicture {
  const { colorAt, min, max } = legend;
  const { widthPx = RAMP_PX.width, heightPx = RAMP_PX.height } = size;
  const picture = paper(rampSize(legend, size));
  for (let x = 0; x < widthPx; x += 1) {
    const color = colorAt(widthPx === 1 ? 0 : x / (widthPx - 1));
    fill(picture, MARGIN_PX + x, MARGIN_PX, 1, heightPx, color);
  }
  const y = MARGIN_PX + heightPx + 2;
  drawText(picture, min, MARGIN_PX, y);
  drawText(picture, max, picture.widthPx - MARGIN_PX - textWidth(max), y);
  return picture;
}

const lineOf = (heightPx: number) => Math.max(heightPx, LINE_PX) + MARGIN_PX;

function swatchesSize(
  { entries }: Swatches,
  { widthPx = SWATCH_PX.width, heightPx = SWATCH_PX.height }: LegendSize,
): PaperSize {
  const widest = Math.max(...entries.map(({ label }) => textWidth(label)));
  return {
    widthPx: widthPx + widest + 3 * MARGIN_PX,
    heightPx: entries.length * lineOf(heightPx) + MARGIN_PX,
  };
}

function drawSwatches(legend: Swatches, size: LegendSize): MapPicture {
  const { entries } = legend;
  const { widthPx = SWATCH_PX.width, heightPx = SWATCH_PX.height } = size;
  const line = lineOf(heightPx);
  const picture = paper(swatchesSize(legend, size));
  for (const [i, { color, label }] of entries.entries()) {
    const y = MARGIN_PX + i * line;
    fill(picture, MARGIN_PX, y, widthPx, heightPx, color);
    drawText(picture, label, widthPx + 2 * MARGIN_PX, y + TEXT_DROP_PX);
  }
  return picture;
}

function paper({ widthPx, heightPx }: PaperSize): MapPicture {
  const picture = transparentPicture(widthPx, heightPx);
  picture.rgba.fill(255);
  return picture;
}

function fill(
  { rgba, widthPx }: MapPicture,
  x: number,
  y: number,
  width: number,
  height: number,
  color: Color,
): void {
  const share = color[3] / 255;
  const onPaper = [0, 1, 2].map((c) => Math.round(color[c]! * share + 255 * (1 - share)));
  for (let row = y; row < y + height; row += 1)
    for (let column = x; column < x + width; column += 1) rgba.set(onPaper, (row * widthPx + column) * 4);
}
