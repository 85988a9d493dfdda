import { invalidInput, isPvsError } from '@pvs/core/errors';

export type FieldProblems = Readonly<Record<string, string>>;

/** What is wrong with which field: `InvalidFields`, with the problems by field in its detail. */
export function invalidFields(fields: FieldProblems) {
  const said = Object.entries(fields).map(([name, problem]) => `${name}: ${problem}`);
  return invalidInput(said.join('; '), { code: 'InvalidFields', detail: { fields } });
}

/** Undefined where an error is not about fields. */
export function fieldProblems(error: unknown): FieldProblems | undefined {
  if (!isPvsError(error) || error.code !== 'InvalidFields') return undefined;
  return error.detail['fields'] as FieldProblems;
}
