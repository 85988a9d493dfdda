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
} as const satisfies Record<string, readonly [least: number, most: number]>;

export type FunctionName = keyof typeof FUNCTIONS;

export const isFunctionName = (name: string): name is FunctionName => Object.hasOwn(FUNCTIONS, name);

/** Names that stand for numbers; no band may be called so. */
export const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, nan: NaN };
