import { z } from 'zod';

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,60}$/, 'expected lower-case letters, digits and hyphens')
  .describe('Name of the inbox, in tasks and keys; what was taken under it is remembered by it');

const match = z
  .array(z.string().min(1))
  .min(1)
  .default(['*.tar', '*.tar.gz', '*.tgz', '*.tar.zst', '*.tzst', '*.tar.bz2', '*.tar.xz', '*.zip'])
  .describe('Glob patterns of the names of files that are packages; the others stay where they are');

const pollS = (otherwise: number) =>
  z.number().min(0.1).max(86_400).default(otherwise).describe('How often it is looked at, seconds');

const settleS = z
  .number()
  .min(0)
  .default(10)
  .describe('For how long a file must not have changed before it is taken, seconds');

const after = z
  .enum(['move', 'delete', 'keep'])
  .default('move')
  .describe('What becomes of a file once it is queued: to the directory `.taken` in the inbox, or gone');

const directory = z.strictObject({
  id,
  kind: z.literal('directory'),
  path: z.string().regex(/^\//, 'expected an absolute path').describe('Directory of this machine'),
  match,
  pollS: pollS(5),
  settleS,
  after,
});

const sftp = z.strictObject({
  id,
  kind: z.literal('sftp'),
  host: z.string().min(1).describe('Name or address of the server'),
  port: z.number().int().min(1).max(65_535).default(22),
  user: z.string().min(1),
  credentials: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'expected NAME, for NAME_PASSWORD or NAME_PRIVATE_KEY')
    .describe('`NAME` for the variable `NAME_PASSWORD` or `NAME_PRIVATE_KEY` (or `…_FILE`)'),
  hostKey: z
    .string()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'expected SHA256:… as ssh-keygen -l shows it')
    .describe('Fingerprint of the key of the server, as `ssh-keyscan HOST | ssh-keygen -lf -` shows it'),
  path: z.string().regex(/^\//, 'expected an absolute path').describe('Directory of the server'),
  match,
  pollS: pollS(60),
  settleS,
  after,
});

const bucket = z.strictObject({
  id,
  kind: z.literal('bucket'),
  bucket: z
    .string()
    .min(1)
    .optional()
    .describe('One of the `storages`; without it the stack’s own. Packages are read where they lie'),
  prefix: z.string().default('').describe('What keys begin with'),
  match,
  pollS: pollS(60).describe(
    'How often it is listed, seconds; notifications (`POST /ingest/events/s3`) are faster, and may get lost',
  ),
  keysPerLook: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe(
      'Keys of one look. Where there are more, each look goes on where the one before ended, and lists beside that what follows the last key',
    ),
});

/** Places that packages are taken from as they arrive. */
export const inboxes = z.array(z.discriminatedUnion('kind', [directory, bucket, sftp])).default([]);

export type InboxConfig = z.infer<typeof inboxes>[number];
export type DirectoryInboxConfig = z.infer<typeof directory>;
export type BucketInboxConfig = z.infer<typeof bucket>;
export type SftpInboxConfig = z.infer<typeof sftp>;
