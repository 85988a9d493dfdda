import { invalidInput } from '../errors.ts';
import type { Kvp } from './kvp.ts';

/** Versions of WCS that are spoken, the newest first. */
export const WCS_VERSIONS = ['2.0.1', '2.0.0', '1.1.2', '1.1.1', '1.1.0', '1.0.0'] as const;
export type WcsVersion = (typeof WCS_VERSIONS)[number];
/** Versions whose requests and documents are alike. */
export type WcsGeneration = '2.0' | '1.1' | '1.0';

export const generationOf = (version: WcsVersion) => version.slice(0, 3) as WcsGeneration;

const findVersion = (text: string | undefined) =>
  WCS_VERSIONS.find((known) => known === text?.trim() || known.startsWith(`${text?.trim()}.`));

/**
 * The version of a request; one that does not say tells by the parameter that names its coverage, else it is the newest.
 * @throws InvalidInput for a version that there is not
 */
export function requireWcsVersion(kvp: Kvp): WcsVersion {
  const text = kvp.get('version');
  const found = text === undefined ? versionByParameters(kvp) : findVersion(text);
  if (found) return found;
  throw invalidInput(`there is no WCS ${text!.slice(0, 100)}: allowed are ${WCS_VERSIONS.join(', ')}`, {
    code: 'InvalidParameterValue',
    detail: { locator: 'version' },
  });
}

function versionByParameters(kvp: Kvp): WcsVersion {
  if (kvp.has('coverage')) return '1.0.0';
  return kvp.has('identifier') || kvp.has('identifiers') ? '1.1.2' : '2.0.1';
}

/**
 * The version of capabilities: the first of those that the client accepts (OGC 06-121r9 §7.3.2), or the one it asks
 * for; the newest where there is none.
 * @throws InvalidInput `VersionNegotiationFailed`
 */
export function negotiateWcsVersion(kvp: Kvp): WcsVersion {
  const accepted = kvp.get('acceptversions');
  if (accepted === undefined) return findVersion(kvp.get('version')) ?? '2.0.1';
  const [found] = accepted.split(',').flatMap((version) => findVersion(version) ?? []);
  if (found) return found;
  throw invalidInput(`none of the accepted versions is offered: allowed are ${WCS_VERSIONS.join(', ')}`, {
    code: 'VersionNegotiationFailed',
    detail: { locator: 'acceptversions' },
  });
}

/** In which form an error is told, whatever the request. */
export const wcsGenerationOfErrors = (kvp: Kvp): WcsGeneration =>
  generationOf(findVersion(kvp.get('version')) ?? (kvp.has('version') ? '2.0.1' : versionByParameters(kvp)));
