import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { invalidInput, messageOf } from '../errors.ts';
import type { S3Credentials, S3Options } from '../storage/s3-connection.ts';
import { s3Environment, type Variables } from './s3-environment.ts';

/** A bucket beside the stack's own storage. */
export const storage = z.strictObject({
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]+$/, 'expected the name of a bucket')
    .describe('Its name'),
  endpoint: z.url().optional().describe('Where its store is; without it as of `AWS_ENDPOINT_URL`'),
  region: z.string().min(1).optional().describe('Without it as of `AWS_REGION`'),
  virtualHosting: z
    .boolean()
    .default(false)
    .describe('Whether the bucket is a part of the host name and not of the path'),
  requesterPays: z.boolean().default(false).describe('Whether this side pays for what it reads'),
  caBundle: z
    .string()
    .min(1)
    .optional()
    .describe('Path of certificates (PEM) of authorities that the system does not know'),
  credentials: z
    .string()
    .regex(/^([A-Z][A-Z0-9_]*|anonymous)$/, 'expected NAME (for NAME_ACCESS_KEY_ID, …) or anonymous')
    .optional()
    .describe(
      '`NAME` for the variables `NAME_ACCESS_KEY_ID`, `NAME_SECRET_ACCESS_KEY` and `NAME_SESSION_TOKEN` (or `…_FILE`), `anonymous` for a public bucket; without it as of `AWS_*`',
    ),
});

export type StorageConfig = z.infer<typeof storage>;

/** How a storage is reached. @throws InvalidInput `InvalidEnvironment` where its credentials are not set */
export function storageOptions(given: StorageConfig, variables: Variables): S3Options {
  const { endpoint, region, caBundle, credentials, virtualHosting, requesterPays } = given;
  return {
    // A public bucket elsewhere is not asked with the own store's authorities alone.
    ...s3Environment({ AWS_CA_BUNDLE: variables['AWS_CA_BUNDLE'] }),
    ...{ virtualHosting, requesterPays },
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(caBundle !== undefined && { caBundle }),
    ...(credentials === 'anonymous' && { credentials }),
    ...(credentials !== undefined &&
      credentials !== 'anonymous' && { credentials: named(credentials, variables) }),
  };
}

function named(name: string, variables: Variables): S3Credentials {
  const accessKeyId = valueOf(`${name}_ACCESS_KEY_ID`, variables);
  const secretAccessKey = valueOf(`${name}_SECRET_ACCESS_KEY`, variables);
  const sessionToken = valueOf(`${name}_SESSION_TOKEN`, variables);
  if (accessKeyId !== undefined && secretAccessKey !== undefined)
    return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  throw invalidInput(
    `${name}_ACCESS_KEY_ID and ${name}_SECRET_ACCESS_KEY are not both set: a storage of the stack names them`,
    { code: 'InvalidEnvironment' },
  );
}

/** A secret: the variable itself, or what the file has that `NAME_FILE` names. @throws InvalidInput `InvalidEnvironment` */
export function valueOf(name: string, variables: Variables): string | undefined {
  const path = variables[`${name}_FILE`];
  if (variables[name] || !path) return variables[name];
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw invalidInput(`${name}_FILE: cannot read '${path}': ${messageOf(cause)}`, {
      code: 'InvalidEnvironment',
      cause,
    });
  }
}
