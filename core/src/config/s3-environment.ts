import { invalidInput } from '../errors.ts';
import type { S3Options } from '../storage/s3-connection.ts';

/** The environment. */
export type Variables = Readonly<Record<string, string | undefined>>;

const YES = ['YES', 'TRUE', 'ON', '1', 'REQUESTER'];
const NO = ['NO', 'FALSE', 'OFF', '0', ''];

/**
 * What the SDK does not take from the environment itself, under the names that GDAL and the AWS command line gave it:
 * `AWS_VIRTUAL_HOSTING`, `AWS_REQUEST_PAYER`, `AWS_CA_BUNDLE`, `AWS_NO_SIGN_REQUEST`.
 * @throws InvalidInput `InvalidEnvironment`
 */
export function s3Environment(variables: Variables): S3Options {
  const { AWS_CA_BUNDLE: caBundle } = variables;
  return {
    virtualHosting: isYes(variables, 'AWS_VIRTUAL_HOSTING'),
    requesterPays: isYes(variables, 'AWS_REQUEST_PAYER'),
    ...(caBundle && { caBundle }),
    ...(isYes(variables, 'AWS_NO_SIGN_REQUEST') && { credentials: 'anonymous' }),
  };
}

function isYes(variables: Variables, name: string): boolean {
  const given = (variables[name] ?? '').toUpperCase();
  if (YES.includes(given)) return true;
  if (NO.includes(given)) return false;
  throw invalidInput(
    `${name}: expected YES or NO${name.endsWith('PAYER') ? ' or requester' : ''}, given '${given}'`,
    {
      code: 'InvalidEnvironment',
    },
  );
}
