import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { cacheContext } from '@pvs/cache/cache-context';
import { httpRenderer } from '@pvs/cache/http-renderer';
import { cachePlugin } from '@pvs/cache/plugin';
import { createToken } from '@pvs/core/access/token-book';
import type { Scope } from '@pvs/core/access/scope';
import { seenStack } from '@pvs/core/access/seen-context';
import { tellSight } from '@pvs/core/access/tell-sight';
import { createApp } from '@pvs/core/http/create-app';
import { addScene } from '@pvs/core/testing/add-scene';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { settingsOf } from '@pvs/client/settings-of';
import { drawMetatile } from '@pvs/renderer/draw-metatile';
import { internalPlugin } from '@pvs/renderer/internal-plugin';
import { rendererPlugin } from '@pvs/renderer/plugin';
import { rendererContext } from '@pvs/renderer/renderer-context';
import { answerOws } from '@pvs/renderer/requests/answer-ows';

const YAML = `
stack: test
title: Test
collections:
  - { id: OPEN, title: Open pictures }
  - { id: SECRET, title: Under embargo, abstract: Nobody knows, restricted: true }
  - { id: OTHER, restricted: true }
productTypes:
  - { id: secret-type, collection: SECRET, browses: { veiled: { channels: [{ band: 1 }] } } }
access:
  forwardAuth: { proxies: [10.0.0.1], rights: { analysts: ['read:SECRET'] } }
`;

/** How cache and renderer know each other. */
export type Wiring = 'bundled' | 'apart';

/** A stack with an open collection, OPEN, and two restricted ones, each with a product `{collection}_1`. */
export interface RestrictedStack {
  readonly stack: TestStack;
  /** What is open to the outside. */
  readonly app: FastifyInstance;
  readonly routes: readonly string[];
  /** Its address: what is asked over a connection may be answered before routes see it. */
  listen(): Promise<string>;
  /** `Authorization` of tokens by name. */
  readonly tokens: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startRestrictedStack(
  wiring: Wiring,
  page: (app: FastifyInstance, stack: TestStack) => Promise<void> = settingsAlone,
): Promise<RestrictedStack> {
  const stack = await startTestStack(YAML);
  const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
  for (const [i, collection] of ['OPEN', 'OTHER', 'SECRET'].entries()) {
    const type = collection === 'SECRET' ? 'secret-type' : 'generic';
    const scene = { identifier: `${collection}_1`, collection, type, box, time: `2018-0${i + 1}-01` };
    await addScene(stack, { ...scene, color: [200, 10, 10], attributes: { platform: `sat-${i}` } });
  }
  const context = rendererContext(stack);
  const inside = createApp(stack.log, []);
  await inside.register(rendererPlugin, context);
  await inside.register(internalPlugin, context);
  await inside.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(inside.server.address() as AddressInfo).port}`;

  const routes: string[] = [];
  const app = createApp(stack.log, []);
  app.addHook('onRoute', ({ method, url: path }) => {
    for (const one of [method].flat()) if (!['HEAD', 'OPTIONS'].includes(one)) routes.push(`${one} ${path}`);
  });
  await app.register(rendererPlugin, context);
  await app.register(cachePlugin, {
    context: cacheContext(stack),
    renderer:
      wiring === 'apart'
        ? httpRenderer(url, 20_000)
        : { draw: drawMetatile(context), ows: answerOws(context) },
  });
  await app.register((scope) => page(scope, stack));
  await app.ready();
  return {
    ...{ stack, app, routes },
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
    tokens: await makeTokens(stack),
    async stop() {
      await app.close();
      await inside.close();
      await stack.stop();
    },
  };
}

/** What the page is told, without the page, which has to be built. */
async function settingsAlone(app: FastifyInstance, stack: TestStack): Promise<void> {
  tellSight(app, stack);
  app.get('/client/config.json', async ({ sight }) => settingsOf(seenStack(stack.stack, sight)));
}

async function makeTokens({ redis }: TestStack) {
  const make = async (name: string, scopes: readonly Scope[], inS = 600) => {
    const expiresAt = new Date(Date.now() + inS * 1000);
    return [name, `Bearer ${(await createToken(redis, { name, scopes, expiresAt })).token}`] as const;
  };
  return Object.fromEntries([
    await make('ingest', ['ingest', 'ops']),
    await make('other', ['read:OTHER']),
    await make('right', ['read:SECRET']),
    await make('all', ['read']),
    await make('expired', ['read'], -1),
  ]);
}
