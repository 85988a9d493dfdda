import { z } from 'zod';

/** Where originals are kept for long, and the space that they come back to. */
export const archive = z.strictObject({
  url: z
    .string()
    .regex(
      /^(s3:\/\/[a-z0-9][a-z0-9.-]+(\/.*)?|file:\/\/\/.+)$/,
      'expected s3://bucket/prefix or file:///directory',
    )
    .describe(
      'Long-term storage of original packages, apart from the stack’s own; a bucket is reached as `storages` say, where it is among them, else as `AWS_*` do',
    ),
  concurrency: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(2)
    .describe('Packages on their way to the archive or back at once, per preprocessor'),
  readBack: z
    .boolean()
    .default(true)
    .describe(
      'Whether what the archive stored is read again and its SHA-256 compared; else only what the store says to have got is',
    ),
  landing: z
    .strictObject({
      directory: z
        .string()
        .regex(/^[^/](.*[^/])?$/, 'expected a prefix without slashes at its ends')
        .default('retrieved')
        .describe('Prefix in the object storage that retrieved packages go below'),
      maxBytes: z
        .number()
        .int()
        .min(1)
        .default(128 * 1024 ** 3)
        .describe(
          'Bytes that may lie there; more are not retrieved until some are registered again, or released',
        ),
    })
    .prefault({})
    .describe('Where packages come back to, until they are preprocessed again'),
});

export type ArchiveConfig = z.infer<typeof archive>;
