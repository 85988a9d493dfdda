import type { FunctionName } from './functions.ts';
import type { BinaryOperator, UnaryOperator } from './syntax-tree.ts';

/** Values of some pixels. */
type Column = Float64Array;

/** Works on the first `count` values of columns; `out` may be one of the operands. */
export type Operation = (out: Column, operands: readonly Column[], count: number) => void;

/*
 * One loop for each operation, spelled out: a loop that calls a function it is given runs five times slower, since
 * the engine cannot put the function into it.
 */
type Binary = (out: Column, a: Column, b: Column, n: number) => void;
const binary =
  (loop: Binary): Operation =>
  (out, [a, b], n) =>
    loop(out, a!, b!, n);

/** Functions that are rare, or slow by themselves. */
const each =
  (f: (value: number) => number): Operation =>
  (out, [a], n) => {
    for (let i = 0; i < n; i += 1) out[i] = f(a![i]!);
  };

/** What is neither 0 nor NaN is true. */
const isTrue = (value: number) => value !== 0 && value === value;

const TWO_TO_32 = 2 ** 32;
/** Also of numbers above 2³¹, which bitwise operators would cut. */
const bitOf = (value: number, n: number) =>
  n < 32 ? ((value % TWO_TO_32) >>> n) & 1 : Math.floor(value / 2 ** n) % 2;

const pick: Operation = (out, [condition, a, b], n) => {
  for (let i = 0; i < n; i += 1) out[i] = isTrue(condition![i]!) ? a![i]! : b![i]!;
};

const RADIANS = Math.PI / 180;
const toDegrees = each((value) => value / RADIANS);
const toRadians = each((value) => value * RADIANS);

export const UNARY: Readonly<Record<UnaryOperator, Operation>> = {
  '-': each((value) => -value),
  '!': each((value) => (isTrue(value) ? 0 : 1)),
};

export const BINARY: Readonly<Record<BinaryOperator, Operation>> = {
  '+': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i]! + b[i]!;
  }),
  '-': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i]! - b[i]!;
  }),
  '*': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i]! * b[i]!;
  }),
  '/': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i]! / b[i]!;
  }),
  '%': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i]! % b[i]!;
  }),
  '**': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i]! ** b[i]!;
  }),
  '<': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i]! < b[i]! ? 1 : 0;
  }),
  '<=': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i]! <= b[i]! ? 1 : 0;
  }),
  '>': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i]! > b[i]! ? 1 : 0;
  }),
  '>=': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i]! >= b[i]! ? 1 : 0;
  }),
  '==': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = Number(a[i] === b[i]);
  }),
  '!=': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = Number(a[i] !== b[i]);
  }),
  '&&': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = isTrue(a[i]!) && isTrue(b[i]!) ? 1 : 0;
  }),
  '||': binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = isTrue(a[i]!) || isTrue(b[i]!) ? 1 : 0;
  }),
};

const reduce =
  (loop: Binary): Operation =>
  (out, operands, n) => {
    const [first, ...rest] = operands;
    if (out !== first) out.set(first!.subarray(0, n));
    for (const operand of rest) loop(out, out, operand, n);
  };

export const CALLS: Readonly<Record<FunctionName, Operation>> = {
  min: reduce((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = Math.min(a[i]!, b[i]!);
  }),
  max: reduce((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = Math.max(a[i]!, b[i]!);
  }),
  abs: each(Math.abs),
  sqrt: each(Math.sqrt),
  log: each(Math.log),
  log10: each(Math.log10),
  exp: each(Math.exp),
  floor: each(Math.floor),
  ceil: each(Math.ceil),
  round: each((value) => Math.sign(value) * Math.round(Math.abs(value))),
  clamp: (out, [value, least, most], n) => {
    for (let i = 0; i < n; i += 1) out[i] = Math.max(least![i]!, Math.min(most![i]!, value![i]!));
  },
  where: pick,
  bit: binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = bitOf(a[i]!, b[i]!);
  }),
  bitand: binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = (a[i]! & b[i]!) >>> 0;
  }),
  bitor: binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = (a[i]! | b[i]!) >>> 0;
  }),
  bitxor: binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = (a[i]! ^ b[i]!) >>> 0;
  }),
  sin: each(Math.sin),
  cos: each(Math.cos),
  tan: each(Math.tan),
  arcsin: each(Math.asin),
  arccos: each(Math.acos),
  arctan: each(Math.atan),
  arctan2: binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = Math.atan2(a[i]!, b[i]!);
  }),
  hypot: binary((out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = Math.hypot(a[i]!, b[i]!);
  }),
  degrees: toDegrees,
  rad2deg: toDegrees,
  radians: toRadians,
  deg2rad: toRadians,
  sinh: each(Math.sinh),
  cosh: each(Math.cosh),
  tanh: each(Math.tanh),
  arcsinh: each(Math.asinh),
  arccosh: each(Math.acosh),
  arctanh: each(Math.atanh),
  expm1: each(Math.expm1),
  exp2: each((value) => 2 ** value),
  log2: each(Math.log2),
  log1p: each(Math.log1p),
  interpolate: (out, [value, x1, x2, y1, y2], n) => {
    for (let i = 0; i < n; i += 1)
      out[i] = y1![i]! + ((value![i]! - x1![i]!) * (y2![i]! - y1![i]!)) / (x2![i]! - x1![i]!);
  },
};
