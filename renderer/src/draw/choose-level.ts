/** A level that is coarser by no more than this serves: grids meant to be aligned never are to the last digit. */
const SLACK = 1.01;

/**
 * The coarsest pyramid level that is still at least as fine as the picture. `widthsPx` go from full resolution
 * down; `ratio` is how many full-resolution pixels one picture pixel covers.
 */
export function chooseLevel(widthsPx: readonly number[], ratio: number): number {
  const full = widthsPx[0] ?? 1;
  let chosen = 0;
  for (const [level, widthPx] of widthsPx.entries()) if (full / widthPx <= ratio * SLACK) chosen = level;
  return chosen;
}
