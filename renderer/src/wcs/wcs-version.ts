import { invalidInput } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';

const VERSIONS = ['2.0.1', '2.0.0'];

/** @throws InvalidInput for a version that there is not; one that is missing is the newest */
export function checkVersion(kvp: Kvp): void {
  const version = kvp.get('version');
  if (version === undefined || VERSIONS.includes(version)) return;
  throw invalidInput(`there is no WCS ${version.slice(0, 100)}: allowed are ${VERSIONS.join(', ')}`, {
    code: 'InvalidParameterValue',
    detail: { locator: 'version' },
  });
}

/** Of what GetCapabilities says it accepts one has to be there (OGC 06-121r9 §7.3.2). */
export function checkAcceptedVersions(kvp: Kvp): void {
  const accepted = kvp
    .get('acceptversions')
    ?.split(',')
    .map((version) => version.trim());
  if (!accepted || accepted.some((version) => VERSIONS.includes(version))) return;
  throw invalidInput(`none of the accepted versions is offered: allowed are ${VERSIONS.join(', ')}`, {
    code: 'VersionNegotiationFailed',
    detail: { locator: 'acceptversions' },
  });
}
