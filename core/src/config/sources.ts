import { z } from 'zod';

/** Where packages may come from besides the storages. */
export const sources = z.strictObject({
  httpHosts: z
    .array(z.string().regex(/^(\*\.)?[A-Za-z0-9.-]+(:\d+)?$/, 'expected host, host:port or *.domain'))
    .default([])
    .describe('Hosts that packages may be read from by http(s): `host`, `host:port` or `*.domain`'),
  privateAddresses: z
    .boolean()
    .default(false)
    .describe('Whether those hosts may have addresses inside a network (10.0.0.0/8, loopback, …)'),
});
