import type { MapPicture } from '../draw/map-picture.ts';
import type { Rgb } from '../encode/picture-format.ts';
import { GLYPH_HEIGHT_PX, GLYPH_WIDTH_PX, hasDot } from './glyphs.ts';

/** From one character to the next, and from line to line. */
export const ADVANCE_PX = GLYPH_WIDTH_PX + 1;
export const LINE_PX = GLYPH_HEIGHT_PX + 3;

/** Width of a text, without the space behind it. */
export const textWidth = (text: string) => Math.max(0, text.length * ADVANCE_PX - 1);

/**
 * Writes a line into a picture, in dots of its own, so that it looks alike wherever there are fonts or none. What lies
 * outside of the picture is cut. `x`, `y` is the top left corner, pixels.
 */
export function drawText(
  picture: MapPicture,
  text: string,
  x: number,
  y: number,
  color: Rgb = [0, 0, 0],
): void {
  for (const [i, character] of [...text].entries()) {
    for (let column = 0; column < GLYPH_WIDTH_PX; column += 1) {
      for (let row = 0; row < GLYPH_HEIGHT_PX; row += 1) {
        if (hasDot(character, column, row)) setPixel(picture, x + i * ADVANCE_PX + column, y + row, color);
      }
    }
  }
}

function setPixel({ rgba, widthPx, heightPx }: MapPicture, x: number, y: number, color: Rgb): void {
  if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) return;
  rgba.set([...color, 255], (y * widthPx + x) * 4);
}

/** Lines of at most so many characters, broken at spaces where there are some. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    for (let rest = word; rest !== '';) {
      const joined = line === '' ? rest : `${line} ${rest}`;
      if (joined.length <= width) {
        line = joined;
        rest = '';
      } else if (line === '') {
        lines.push(rest.slice(0, width));
        rest = rest.slice(width);
      } else {
        lines.push(line);
        line = '';
      }
    }
  }
  return line === '' ? lines : [...lines, line];
}
