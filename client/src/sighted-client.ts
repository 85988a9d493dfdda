import { seenStack } from '@pvs/core/access/seen-context';
import { type SightContext, tellSight } from '@pvs/core/access/tell-sight';
import type { FastifyInstance } from 'fastify';
import { clientDistDir } from './dist-dir.ts';
import { clientPlugin } from './plugin.ts';
import { settingsOf } from './settings-of.ts';

/** The web client with the collections that whoever opens it may see. */
export async function sightedClient(app: FastifyInstance, context: SightContext): Promise<void> {
  tellSight(app, context);
  await app.register(clientPlugin, {
    settings: ({ sight }) => settingsOf(seenStack(context.stack, sight)),
    distDir: clientDistDir,
  });
}
