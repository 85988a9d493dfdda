import type { Kvp } from '@pvs/core/ows/kvp';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import { capabilities111 } from '../wms/capabilities-111.ts';
import { capabilities130 } from '../wms/capabilities-130.ts';
import { describeService } from '../wms/service-description.ts';
import type { RequestContext } from './request-context.ts';

/** Answers in the highest version not above the requested one, never with an error (OGC 06-042 §6.2.4). */
export const wmsGetCapabilities: OwsRequest<RequestContext> = {
  service: 'WMS',
  request: 'GetCapabilities',
  aliases: ['capabilities'],
  async handle(kvp, context) {
    const description = describeService(context);
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
