import { invalidInput } from '@pvs/core/errors';

/** What is no browse report: nothing of it is taken. The codes are those of the ngEO browse server. */
export const invalidRequest = (message: string) => invalidInput(message, { code: 'InvalidRequest' });

/** A browse that cannot be taken; the others of its report go on. */
export const ingestionException = (message: string) => invalidInput(message, { code: 'IngestionException' });

/** A browse whose values contradict each other or are not allowed. */
export const validationError = (message: string) => invalidInput(message, { code: 'ValidationError' });
