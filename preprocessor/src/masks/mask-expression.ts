import type { MaskConfig } from '@pvs/core/config/preprocessing';

/** What a mask's configuration means as an expression over `value`. Without any, all that is not 0 is marked. */
export function maskExpression({
  bits,
  values,
  expression,
}: Pick<MaskConfig, 'bits' | 'values' | 'expression'>): string {
  if (bits) return bits.map((bit) => `bit(value, ${bit})`).join(' || ');
  if (values) return values.map((one) => `value == ${one}`).join(' || ');
  return expression ?? 'value';
}
