import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';

const TTL_S = 600;
const KEY = 'test';

/** An OpenID Connect issuer of its own for one test file. */
export interface TestIssuer {
  readonly issuer: string;
  /** An access token (JWT) as a client gets it for itself. */
  token(audience: string, scope: string): Promise<string>;
  /** A JWT of any claims, signed as the issuer does. */
  sign(claims: JWTPayload): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it on a free port of the loopback interface; its tokens are good for ten minutes. */
export async function startIssuer(): Promise<TestIssuer> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = {
    ...{ client_id: 'uploader', client_secret: 'a-secret', grant_types: ['client_credentials'] },
    ...{ redirect_uris: [], response_types: [] },
  };
  const provider = new Provider(issuer, {
    clients: [client],
    scopes: ['send', 'watch'],
    ttl: { ClientCredentials: TTL_S },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: KEY, alg: 'RS256', use: 'sig' }] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, audience) => ({
          ...{ audience, scope: 'send watch', accessTokenFormat: 'jwt', accessTokenTTL: TTL_S },
        }),
      },
    },
  });
  server.on('request', provider.callback());
  return {
    issuer,
    async token(resource, scope) {
      const body = new URLSearchParams({ grant_type: 'client_credentials', resource, scope });
      const authorization = `Basic ${Buffer.from('uploader:a-secret').toString('base64')}`;
      const response = await fetch(`${issuer}/token`, { method: 'POST', body, headers: { authorization } });
      const answer = (await response.json()) as { access_token?: string };
      if (answer.access_token === undefined) throw new Error(JSON.stringify(answer));
      return answer.access_token;
    },
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: KEY }).sign(privateKey),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
