import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { isScope, type Scope } from '../access/scope.ts';

const scope = z.custom<Scope>((value) => typeof value === 'string' && isScope(value), {
  message: 'expected ingest, ops, read or read:COLLECTION',
});

const rights = z
  .record(z.string().min(1), z.array(scope))
  .describe('Value of the claim or group → what it may: `ingest`, `ops`, `read`, `read:COLLECTION`');

const issuer = z.strictObject({
  issuer: z
    .url({ protocol: /^https?$/ })
    .describe('The `iss` of its tokens; its keys are found by OpenID Connect Discovery below it'),
  audience: z.string().min(1).describe('The `aud` that tokens for this stack have'),
  claim: z
    .string()
    .min(1)
    .default('scope')
    .describe('Claim that says what somebody may: a list, or a text with spaces'),
  rights,
});

/** `address` or `address/prefix`. */
const network = z.string().refine(isNetwork, {
  message: 'expected an address or a network, e.g. 10.0.3.4 or 10.0.0.0/8',
});

const header = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/, 'expected the name of a header')
  .transform((name) => name.toLowerCase());

const forwardAuth = z.strictObject({
  proxies: z
    .array(network)
    .min(1)
    .describe('Addresses of the proxies whose headers are believed; from any other they are refused'),
  userHeader: header.default('x-forwarded-user').describe('Header with the name of the user'),
  groupsHeader: header
    .default('x-forwarded-groups')
    .describe('Header with the groups of the user, between commas'),
  rights,
});

/** Who may do what, besides the tokens of `./pvs token`. */
export const access = z.strictObject({
  issuers: z.array(issuer).default([]).describe('OpenID Connect issuers whose access tokens (JWT) are taken'),
  forwardAuth: forwardAuth
    .optional()
    .describe('Users that a proxy in front of the stack has checked (Traefik ForwardAuth, oauth2-proxy, …)'),
});

export type AccessConfig = z.infer<typeof access>;
export type IssuerConfig = z.infer<typeof issuer>;
export type ForwardAuthConfig = z.infer<typeof forwardAuth>;

/** The networks of a list, for asking whether an address is in one of them. */
export function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of networks) {
    const found = subnetOf(text);
    if (found) list.addSubnet(found.address, found.prefix, found.family);
  }
  return list;
}

/** Whether it is `address` or `address/prefix`. */
export function isNetwork(text: string): boolean {
  return subnetOf(text) !== undefined;
}

function subnetOf(text: string) {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  const longest = version === 6 ? 128 : 32;
  const prefix = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : Infinity;
  if (version === 0 || more.length > 0 || prefix > longest) return undefined;
  return { address, prefix, family: version === 6 ? ('ipv6' as const) : ('ipv4' as const) };
}
