import { z } from 'zod';
import { inboxes } from './inboxes.ts';

const strategy = z.enum(['replace', 'skip', 'merge']);

const browseReports = z.strictObject({
  directory: z
    .string()
    .regex(/^[^/](.*[^/])?$/, 'expected a prefix without slashes at its ends')
    .default('browses')
    .describe(
      'Prefix in the object storage that file names in reports are relative to; attached files go below it',
    ),
  strategy: strategy
    .default('replace')
    .describe(
      'What a report does about a browse that is there already: `replace` it, `skip` those that are not newer, `merge` (both stay, within `mergeWithinS`)',
    ),
  mergeWithinS: z
    .number()
    .min(0)
    .default(5 * 3600)
    .describe('Reports that are further apart than so many seconds replace instead of merging'),
  types: z
    .record(z.string().min(1), z.strictObject({ strategy }))
    .default({})
    .describe('Browse type → strategy of its own'),
});

/** How data come in over HTTP and from inboxes. */
export const ingest = z.strictObject({
  browseReports: browseReports
    .prefault({})
    .describe('ngEO browse reports; a browse type is known where a product type matches it as `productType`'),
  inboxes: inboxes.describe('Places that packages are taken from as they arrive'),
  uploads: z
    .strictObject({
      directory: z
        .string()
        .regex(/^[^/](.*[^/])?$/, 'expected a prefix without slashes at its ends')
        .default('uploads')
        .describe('Prefix in the object storage that uploaded packages go below'),
      expireS: z
        .number()
        .min(60)
        .default(24 * 3600)
        .describe('How long an upload that is not whole can be resumed, seconds'),
    })
    .prefault({})
    .describe('Packages that come over HTTP'),
  callbacks: z
    .strictObject({
      privateAddresses: z
        .boolean()
        .default(false)
        .describe('Whether addresses inside a network (10.0.0.0/8, loopback, …) may be told'),
    })
    .prefault({})
    .describe('Addresses that are told when a task ends'),
  keepTasksS: z
    .number()
    .min(60)
    .default(30 * 24 * 3600)
    .describe('How long tasks can be asked about after they ended, seconds'),
});

export type BrowseStrategy = z.infer<typeof strategy>;
