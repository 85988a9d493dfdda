import type { FunctionName } from './functions.ts';

export type UnaryOperator = '-' | '!';
export type BinaryOperator =
  '+' | '-' | '*' | '/' | '%' | '**' | '<' | '<=' | '>' | '>=' | '==' | '!=' | '&&' | '||';

/** An expression as it was understood. Truth is 1, and what is not 0 is true. */
export type SyntaxTree =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'band'; readonly name: string }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: SyntaxTree }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: SyntaxTree;
      readonly right: SyntaxTree;
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly operands: readonly SyntaxTree[] };

/** Names of the bands that an expression reads, each once, in the order they first appear. */
export function bandsIn(tree: SyntaxTree): string[] {
  return [...new Set(namesIn(tree))];
}

function namesIn(tree: SyntaxTree): string[] {
  switch (tree.kind) {
    case 'number':
      return [];
    case 'band':
      return [tree.name];
    case 'unary':
      return namesIn(tree.operand);
    case 'binary':
      return [...namesIn(tree.left), ...namesIn(tree.right)];
    case 'call':
      return tree.operands.flatMap(namesIn);
  }
}
