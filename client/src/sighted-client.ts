import { seenStack } from '@pvs/core/access/seen-context';
import { hasRestricted } from '@pvs/core/access/sight';
import { type SightContext, tellSight } from '@pvs/core/access/tell-sight';
import type { FastifyInstance } from 'fastify';
import { clientDistDir } from './dist-dir.ts';
import { clientPlugin } from './plugin.ts';
import { settingsOf } from './settings-of.ts';

/** The web client with the collections that whoever opens it may see. */
export async function sightedClient(app: FastifyInstance, context: SightContext): Promise<void> {
  const { stack } = context;
  tellSight(app, context);
  await app.register(clientPlugin, {
    settings: ({ sight, principal }) =>
      settingsOf(seenStack(stack, sight), { signIn: hasRestricted(stack), user: principal?.name }),
    distDir: clientDistDir,
  });
}
