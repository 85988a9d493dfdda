import type { IncomingHttpHeaders } from 'node:http';
import { isIPv6 } from 'node:net';
import { blockListOf, type ForwardAuthConfig } from '../config/access.ts';
import type { Principal } from './principal.ts';

/** Who a proxy says it is; refused where it is none that is believed; undefined where it says nothing. */
export type Forwarded = { readonly principal: Principal } | { readonly refused: string } | undefined;

/** Reads the headers of a proxy that has checked who asks. What counts is the address of the connection itself. */
export function forwardAuth({ proxies, userHeader, groupsHeader, rights }: ForwardAuthConfig) {
  const trusted = blockListOf(proxies);
  return (headers: IncomingHttpHeaders, remoteAddress: string): Forwarded => {
    const user = headers[userHeader];
    const groups = headers[groupsHeader];
    if (user === undefined && groups === undefined) return undefined;
    const address = remoteAddress.replace(/^::ffff:(?=\d+\.)/i, '');
    if (!trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) {
      return {
        refused: `${userHeader} and ${groupsHeader} are only taken from the proxies of the stack (access.forwardAuth)`,
      };
    }
    if (typeof user !== 'string' || user === '') return { refused: `the proxy sent no ${userHeader}` };
    const names = String(groups ?? '')
      .split(',')
      .map((name) => name.trim());
    const scopes = names.flatMap((name) => (Object.hasOwn(rights, name) ? rights[name]! : []));
    return { principal: { name: user, scopes, via: 'proxy' } };
  };
}
