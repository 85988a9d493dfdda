// The run of pixels of one row of a cell whose centres fall on the image. Positions are those of the window, relative
// to pixel centres where interpolated, as fixed-point numbers with 32 bits behind the point.

/** Offsets of a cell in memory, see kernel-memory.ts. */
const WIDTH = 8;
const HEIGHT = 12;
const CORNERS = 16;
export const CELL_BYTES: i32 = 80;

const ONE: f64 = 4294967296.0;
/** Positions meant to be whole must not fall short of it by rounding; gdalwarp adds 1e-10 for this. */
const NUDGE: f64 = 1 / 1048576;

let lowX: f64 = 0;
let lowY: f64 = 0;
let highX: f64 = 0;
let highY: f64 = 0;

export let first: i32 = 0;
export let count: i32 = 0;
export let startX: i64 = 0;
export let startY: i64 = 0;
export let stepX: i64 = 0;
export let stepY: i64 = 0;

/** Where the image lies: what is at `low` belongs to it, what is at `high` does not. */
export function setBounds(x0: f64, y0: f64, x1: f64, y1: f64): void {
  lowX = x0;
  lowY = y0;
  highX = x1;
  highY = y1;
}

// NaN compares as false: what no projection reaches is outside.
@inline
function isInside(x: f64, y: f64): bool {
  return x >= lowX && y >= lowY && x < highX && y < highY;
}

/** Sets the run to a row of the cell; false where none of its pixels is on the image. */
export function setRun(cell: usize, row: i32): bool {
  const width = load<i32>(cell, WIDTH);
  const v = (<f64>row + 0.5) / <f64>load<i32>(cell, HEIGHT);
  const x00 = load<f64>(cell, CORNERS);
  const y00 = load<f64>(cell, CORNERS + 8);
  const x10 = load<f64>(cell, CORNERS + 16);
  const y10 = load<f64>(cell, CORNERS + 24);
  const leftX = x00 + (load<f64>(cell, CORNERS + 32) - x00) * v;
  const leftY = y00 + (load<f64>(cell, CORNERS + 40) - y00) * v;
  const dx = (x10 + (load<f64>(cell, CORNERS + 48) - x10) * v - leftX) / <f64>width;
  const dy = (y10 + (load<f64>(cell, CORNERS + 56) - y10) * v - leftY) / <f64>width;
  const x = leftX + dx / 2;
  const y = leftY + dy / 2;
  let from = 0;
  let end = width;
  // The run is straight and the image convex, so that the pixels inside are consecutive.
  while (from < end && !isInside(x + <f64>from * dx, y + <f64>from * dy)) from++;
  while (end > from && !isInside(x + <f64>(end - 1) * dx, y + <f64>(end - 1) * dy)) end--;
  first = from;
  count = end - from;
  if (count == 0) return false;
  startX = <i64>((x + <f64>from * dx + NUDGE) * ONE);
  startY = <i64>((y + <f64>from * dy + NUDGE) * ONE);
  stepX = <i64>(dx * ONE);
  stepY = <i64>(dy * ONE);
  return true;
}

/** The pixel a position falls on. */
@inline
export function whole(position: i64): i32 {
  return <i32>(position >> 32);
}

/** The fraction of a position, rounded to 128ths: 0 to 128. */
@inline
export function fraction(position: i64): i32 {
  return <i32>(((position & 0xffffffff) + 0x1000000) >> 25);
}
