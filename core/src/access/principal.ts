import type { Scope } from './scope.ts';

/** Who asks, and what they may do. */
export interface Principal {
  /** As logs and tasks show it: the name of a token, the subject of an issuer, the user of a proxy. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly via: 'configured' | 'token' | 'oidc' | 'proxy';
}
