/** Functions of expressions: how many operands each takes, at least and at most. */
export const FUNCTIONS = {
  /** Of any number of values. NaN where one is. */
  min: [1, Infinity],
  max: [1, Infinity],
  abs: [1, 1],
  sqrt: [1, 1],
  /** Natural. */
  log: [1, 1],
  log10: [1, 1],
  exp: [1, 1],
  floor: [1, 1],
  ceil: [1, 1],
  /** Halves away from zero, as rasters are rounded. */
  round: [1, 1],
  /** `clamp(value, least, most)` */
  clamp: [3, 3],
  /** `where(condition, then, else)`, the same as `condition ? then : else` */
  where: [3, 3],
  /** `bit(value, n)`: 1 where bit n (from 0, the lowest) of a whole number is set. */
  bit: [2, 2],
  /** Of whole numbers below 2³². */
  bitand: [2, 2],
  bitor: [2, 2],
  bitxor: [2, 2],
  /** Angles are radians; the names are those of EOxServer and numpy. */
  sin: [1, 1],
  cos: [1, 1],
  tan: [1, 1],
  arcsin: [1, 1],
  arccos: [1, 1],
  arctan: [1, 1],
  arctan2: [2, 2],
  hypot: [2, 2],
  degrees: [1, 1],
  rad2deg: [1, 1],
  radians: [1, 1],
  deg2rad: [1, 1],
  sinh: [1, 1],
  cosh: [1, 1],
  tanh: [1, 1],
  arcsinh: [1, 1],
  arccosh: [1, 1],
  arctanh: [1, 1],
  expm1: [1, 1],
  exp2: [1, 1],
  log2: [1, 1],
  log1p: [1, 1],
  /** `interpolate(value, x1, x2, y1, y2)`: the line through (x1, y1) and (x2, y2). */
  interpolate: [5, 5],
} as const satisfies Record<string, readonly [least: number, most: number]>;

export type FunctionName = keyof typeof FUNCTIONS;

export const isFunctionName = (name: string): name is FunctionName => Object.hasOwn(FUNCTIONS, name);

/** Names that stand for numbers; no band may be called so. */
export const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, nan: NaN };
