import { BINARY, CALLS, type Operation, UNARY } from './column-operations.ts';
import { parseExpression } from './parse-expression.ts';
import { bandsIn, type SyntaxTree } from './syntax-tree.ts';

/** Values of one band, pixel after pixel. */
export type BandValues =
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** An expression that is ready to be worked out; it holds memory of its own and is used by one caller at a time. */
export interface CompiledExpression {
  /** Names of the bands it reads; `evaluate` takes their values in this order. */
  readonly bands: readonly string[];
  /**
   * Works the expression out for `out.length` pixels. What has no value (a division of 0 by 0, the root of −1) is
   * NaN. An `out` of whole numbers is cut, not rounded: see `round`.
   */
  evaluate(values: readonly BandValues[], out: BandValues): void;
}

/** Pixels worked on at once: what a handful of columns of them take stays in the processor's first cache. */
const CHUNK_PX = 1024;

/** A step of the program: one operation on columns. */
interface Instruction {
  readonly run: Operation;
  readonly out: Float64Array;
  readonly operands: readonly Float64Array[];
}

/**
 * Compiles an expression to a list of operations on columns of values; no code is generated and no text is ever
 * run. For the grammar see {@link parseExpression}.
 * @throws InvalidInput `InvalidExpression`
 */
export function compileExpression(text: string): CompiledExpression {
  const tree = parseExpression(text);
  const bands = bandsIn(tree);
  const inputs = bands.map(() => new Float64Array(CHUNK_PX));
  const program: Instruction[] = [];
  const result = new Translation(program, new Map(bands.map((name, i) => [name, inputs[i]!]))).column(
    tree,
    0,
  );
  return {
    bands,
    evaluate(values, out) {
      for (let from = 0; from < out.length; from += CHUNK_PX) {
        const count = Math.min(CHUNK_PX, out.length - from);
        for (let i = 0; i < inputs.length; i += 1) inputs[i]!.set(values[i]!.subarray(from, from + count));
        for (const { run, out: target, operands } of program) run(target, operands, count);
        out.set(count === CHUNK_PX ? result : result.subarray(0, count), from);
      }
    },
  };
}

/** Gives each part of a tree a column for its values; columns are used again once their values are. */
class Translation {
  readonly #program: Instruction[];
  readonly #inputs: ReadonlyMap<string, Float64Array>;
  readonly #scratch: Float64Array[] = [];

  constructor(program: Instruction[], inputs: ReadonlyMap<string, Float64Array>) {
    this.#program = program;
    this.#inputs = inputs;
  }

  /** Where the values of a tree will be. Scratch columns below `free` are taken. */
  column(tree: SyntaxTree, free: number): Float64Array {
    if (tree.kind === 'number') return new Float64Array(CHUNK_PX).fill(tree.value);
    if (tree.kind === 'band') return this.#inputs.get(tree.name)!;
    const { run, parts } = operationOf(tree);
    const operands = parts.map((part, i) => this.column(part, free + i));
    // The first operand is in the same scratch column, or in none: operations may write over what they read.
    const out = (this.#scratch[free] ??= new Float64Array(CHUNK_PX));
    this.#program.push({ run, out, operands });
    return out;
  }
}

type Compound = Exclude<SyntaxTree, { kind: 'number' } | { kind: 'band' }>;

function operationOf(tree: Compound): { run: Operation; parts: readonly SyntaxTree[] } {
  if (tree.kind === 'unary') return { run: UNARY[tree.operator], parts: [tree.operand] };
  if (tree.kind === 'binary') return { run: BINARY[tree.operator], parts: [tree.left, tree.right] };
  return { run: CALLS[tree.name], parts: tree.operands };
}
