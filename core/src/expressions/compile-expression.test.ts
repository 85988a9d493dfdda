import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BandValues, compileExpression } from './compile-expression.ts';
import { parseExpression } from './parse-expression.ts';
import type { SyntaxTree } from './syntax-tree.ts';

const evaluate = (text: string, bands: Readonly<Record<string, BandValues>> = {}, count = 1) => {
  const compiled = compileExpression(text);
  const out = new Float64Array(count);
  compiled.evaluate(
    compiled.bands.map((name) => bands[name] ?? new Float64Array(count)),
    out,
  );
  return [...out];
};

/** The meaning of a tree, said as plainly as possible. */
function plain(tree: SyntaxTree, bands: Readonly<Record<string, number>>): number {
  const yes = (value: number) => value !== 0 && !Number.isNaN(value);
  if (tree.kind === 'number') return tree.value;
  if (tree.kind === 'band') return bands[tree.name] ?? NaN;
  if (tree.kind === 'unary') {
    const value = plain(tree.operand, bands);
    return tree.operator === '-' ? -value : Number(!yes(value));
  }
  if (tree.kind === 'binary') {
    const [a, b] = [plain(tree.left, bands), plain(tree.right, bands)];
    const meanings: Record<typeof tree.operator, number> = {
      '+': a + b,
      '-': a - b,
      '*': a * b,
      '/': a / b,
      '%': a % b,
      '**': a ** b,
      '<': Number(a < b),
      '<=': Number(a <= b),
      '>': Number(a > b),
      '>=': Number(a >= b),
      '==': Number(a === b),
      '!=': Number(a !== b),
      '&&': Number(yes(a) && yes(b)),
      '||': Number(yes(a) || yes(b)),
    };
    return meanings[tree.operator];
  }
  const operands = tree.operands.map((operand) => plain(operand, bands));
  const [a = NaN, b = NaN, c = NaN, d = NaN, e = NaN] = operands;
  const degrees = () => a / (Math.PI / 180);
  const radians = () => a * (Math.PI / 180);
  const meanings: Record<typeof tree.name, () => number> = {
    min: () => Math.min(...operands),
    max: () => Math.max(...operands),
    abs: () => Math.abs(a),
    sqrt: () => Math.sqrt(a),
    log: () => Math.log(a),
    log10: () => Math.log10(a),
    exp: () => Math.exp(a),
    floor: () => Math.floor(a),
    ceil: () => Math.ceil(a),
    round: () => (a < 0 ? -Math.round(-a) : Math.round(a)),
    clamp: () => Math.max(b, Math.min(c, a)),
    where: () => (yes(a) ? b : c),
    bit: () => Number((BigInt(Math.trunc(a)) >> BigInt(Math.trunc(b))) & 1n),
    bitand: () => Number(BigInt(a) & BigInt(b)),
    bitor: () => Number(BigInt(a) | BigInt(b)),
    bitxor: () => Number(BigInt(a) ^ BigInt(b)),
    ...{ sin: () => Math.sin(a), cos: () => Math.cos(a), tan: () => Math.tan(a) },
    ...{ arcsin: () => Math.asin(a), arccos: () => Math.acos(a), arctan: () => Math.atan(a) },
    ...{ arctan2: () => Math.atan2(a, b), hypot: () => Math.hypot(a, b) },
    ...{ degrees, rad2deg: degrees, radians, deg2rad: radians },
    ...{ sinh: () => Math.sinh(a), cosh: () => Math.cosh(a), tanh: () => Math.tanh(a) },
    ...{ arcsinh: () => Math.asinh(a), arccosh: () => Math.acosh(a), arctanh: () => Math.atanh(a) },
    ...{
      expm1: () => Math.expm1(a),
      exp2: () => 2 ** a,
      log2: () => Math.log2(a),
      log1p: () => Math.log1p(a),
    },
    interpolate: () => d + ((a - b) * (e - d)) / (c - b),
  };
  return meanings[tree.name]();
}

/** Any tree, without `bit`, which wants whole numbers. */
const { tree: anyTree } = fc.letrec<{ tree: SyntaxTree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.record({ kind: fc.constant('number' as const), value: fc.double({ min: 0, max: 1e6, noNaN: true }) }),
    fc.record({ kind: fc.constant('band' as const), name: fc.constantFrom('B04', 'B8A', 'red') }),
    fc.record({
      kind: fc.constant('unary' as const),
      operator: fc.constantFrom('-' as const, '!' as const),
      operand: tie('tree'),
    }),
    fc.record({
      kind: fc.constant('binary' as const),
      operator: fc.constantFrom('+', '-', '*', '/', '%', '**', '<', '<=', '>', '>=', '==', '!=', '&&', '||'),
      left: tie('tree'),
      right: tie('tree'),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom(
        ...(['abs', 'sqrt', 'log', 'log10', 'exp', 'floor', 'ceil', 'round', 'sin', 'cos', 'tan'] as const),
        ...([
          'arcsin',
          'arccos',
          'arctan',
          'degrees',
          'rad2deg',
          'radians',
          'deg2rad',
          'sinh',
          'cosh',
        ] as const),
        ...(['tanh', 'arcsinh', 'arccosh', 'arctanh', 'expm1', 'exp2', 'log2', 'log1p'] as const),
      ),
      operands: fc.tuple(tie('tree')),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom('where', 'clamp'),
      operands: fc.tuple(tie('tree'), tie('tree'), tie('tree')),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom('arctan2', 'hypot'),
      operands: fc.tuple(tie('tree'), tie('tree')),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom('min', 'max'),
      operands: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
    }),
  ) as fc.Arbitrary<SyntaxTree>,
}));

/** A tree with every bracket written. */
function written(tree: SyntaxTree): string {
  if (tree.kind === 'number') return String(tree.value);
  if (tree.kind === 'band') return tree.name;
  if (tree.kind === 'unary') return `(${tree.operator}${written(tree.operand)})`;
  if (tree.kind === 'binary') return `(${written(tree.left)} ${tree.operator} ${written(tree.right)})`;
  return `${tree.name}(${tree.operands.map(written).join(', ')})`;
}

describe('an expression', () => {
  it('that is written down is read back as the same tree', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        expect(parseExpression(written(tree))).toEqual(tree);
      }),
    );
  });

  it('means what its tree plainly means, for any pixels, however many', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const pixel = fc.record({ B04: value, B8A: value, red: value });
    const pixels = fc.array(pixel, { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(anyTree, pixels, fc.integer({ min: 1, max: 3000 }), (tree, some, count) => {
        const at = (i: number) => some[i % some.length]!;
        const column = (name: 'B04' | 'B8A' | 'red') =>
          Float64Array.from({ length: count }, (_, i) => at(i)[name]);
        const bands = { B04: column('B04'), B8A: column('B8A'), red: column('red') };
        const expected = Array.from({ length: count }, (_, i) => plain(tree, at(i)));
        expect(evaluate(written(tree), bands, count)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, number]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 3 - 2', 5],
    ['2 ** 3 ** 2', 512],
    ['-2 ** 2', -4],
    ['2 ** -1', 0.5],
    ['7 % 4 / 2', 1.5],
    ['1 < 2 == 1', 1],
    ['1 || 0 && 0', 1],
    ['!0 + 1', 2],
    ['0 ? 1 : 0 ? 2 : 3', 3],
    ['1 ? 0 ? 4 : 5 : 6', 5],
    ['.5e1 + 1.', 6],
    ['round(-2.5)', -3],
    ['cos_is_a_band + pi', Math.PI],
    ['bit(4294967296, 32) + bit(8, 3) + bit(8, 2)', 2],
    ['clamp(7, 0, 5)', 5],
    ['bitand(6, 3) + 10 * bitor(6, 3) + 100 * bitxor(6, 3)', 572],
    ['bitand(4294967295, 4294967294)', 4294967294],
    ['degrees(arctan2(1, 1))', 45],
    ['hypot(3, 4) + sin(radians(90))', 6],
    ['interpolate(5, 0, 10, 100, 200)', 150],
    ['exp2(10) + log2(8)', 1027],
    ['nan == nan', 0],
    ['nan ? 1 : 2', 2],
  ])('%s is %s', (text, value) => expect(evaluate(text)).toEqual([value]));

  it('reads bands of any data type', () => {
    const bands = { a: Uint8Array.of(1, 2), b: Int16Array.of(-5, 7) };
    expect(evaluate('a * b', bands, 2)).toEqual([-5, 14]);
  });

  it('names its bands once, as they first appear', () => {
    expect(compileExpression('(B08 - B04) / (B08 + B04)').bands).toEqual(['B08', 'B04']);
  });

  it.each<[string, RegExp]>([
    ['', /character 1: it ends where a number, a band or '\(' was expected/],
    ['B04 +', /character 6: it ends where/],
    ['B04 B03', /character 5: 'B03' stands where an operator was expected/],
    ['(B04', /character 5: it ends where '\)' was expected/],
    ['a ? b', /where ':' was expected/],
    ['eval("1")', /character 6: '"' has no meaning/],
    ['process.exit(1)', /character 8: '\.' has no meaning/],
    ['constructor(1)', /there is no function 'constructor': allowed are min, max/],
    ['toString()', /'\)' stands where a number/],
    ['sqrt(1, 2)', /sqrt was given 2 values, it takes 1/],
    ['where(1)', /where was given 1 values, it takes 3/],
    ['a = 1', /'=' has no meaning/],
    ['a[0]', /'\[' has no meaning/],
    ['('.repeat(100), /nested deeper than the 64 levels/],
    ['-'.repeat(100), /nested deeper than the 64 levels/],
    ['1+'.repeat(4000), /8000 characters, allowed are 4096/],
  ])('refuses %.20s', (text, why) => {
    expect(() => compileExpression(text)).toThrow(why);
    expect(() => compileExpression(text)).toThrow(expect.objectContaining({ code: 'InvalidExpression' }));
  });

  it('never throws anything else, whatever is written', () => {
    const words = fc.constantFrom(
      'B04',
      '1',
      '+',
      '-',
      '*',
      '**',
      '(',
      ')',
      '?',
      ':',
      ',',
      'min',
      '<',
      '!',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((all) => all.join('')),
        ),
        (text) => {
          try {
            compileExpression(text);
          } catch (error) {
            expect(error).toMatchObject({ code: 'InvalidExpression' });
          }
        },
      ),
    );
  });
});
