import { invalidInput } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import { capabilities111 } from '../wms/capabilities-111.ts';
import { capabilities130 } from '../wms/capabilities-130.ts';
import { describeService } from '../wms/service-description.ts';
import { readCql } from './selection-params.ts';
import type { RequestContext } from './request-context.ts';

/** Answers in the highest version not above the requested one, never with an error (OGC 06-042 §6.2.4). */
export const wmsGetCapabilities: OwsRequest<RequestContext> = {
  service: 'WMS',
  request: 'GetCapabilities',
  aliases: ['capabilities'],
  async handle(kvp, context) {
    checkUpdateSequence(kvp, context.follower.index.updateSequence);
    const description = await describeService(context, readCql(kvp));
    const answer = wantsOld(kvp) ? capabilities111(description) : capabilities130(description);
    return { ...answer, headers: { 'cache-control': 'no-cache' } };
  },
};

function wantsOld(kvp: Kvp): boolean {
  const version = kvp.get('version') ?? kvp.get('wmtver');
  if (version === undefined) return false;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 1 || (major === 1 && minor < 3);
}

/** A client that has these capabilities is told so by an exception (OGC 06-042 §7.2.3.5). */
function checkUpdateSequence(kvp: Kvp, current: number): void {
  const given = kvp.get('updatesequence');
  if (given === undefined) return;
  const value = Number(given);
  if (value < current) return;
  const isCurrent = value === current;
  const why = isCurrent ? 'is the current one: nothing has changed' : `is not one of 0 to ${current}`;
  throw invalidInput(`update sequence '${given.slice(0, 200)}' ${why}`, {
    code: isCurrent ? 'CurrentUpdateSequence' : 'InvalidUpdateSequence',
    detail: { locator: 'updatesequence' },
  });
}
