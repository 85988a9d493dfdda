import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import { createApp } from '@pvs/core/http/create-app';
import type { MetatileRequest } from '@pvs/core/layers/metatile';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { drawMetatile } from '@pvs/renderer/draw-metatile';
import { rendererPlugin } from '@pvs/renderer/plugin';
import { answerOws } from '@pvs/renderer/requests/answer-ows';
import { rendererContext } from '@pvs/renderer/renderer-context';
import { type CacheContext, cacheContext } from '../src/cache-context.ts';
import { cachePlugin } from '../src/plugin.ts';

/** Cache and renderer in one process, as the bundle has them. */
export interface TestCache {
  readonly stack: TestStack;
  /** What the renderer was asked to draw, oldest first. */
  readonly drawn: MetatileRequest[];
  readonly app: FastifyInstance;
  get(path: string, headers?: Record<string, string>): ReturnType<typeof ask>;
  /** Another process of the cache on the same servers and the same kept tiles, unless told otherwise. */
  another(changes?: Partial<CacheContext>): Promise<FastifyInstance>;
  stop(): Promise<void>;
}

export async function startCache(yaml: string): Promise<TestCache> {
  const stack = await startTestStack(yaml);
  const context = rendererContext(stack);
  const draw = drawMetatile(context);
  const drawn: MetatileRequest[] = [];
  const apps: FastifyInstance[] = [];
  const another = async (changes: Partial<CacheContext> = {}) => {
    const app = createApp(stack.log, []);
    apps.push(app);
    await app.register(rendererPlugin, context);
    await app.register(cachePlugin, {
      context: { ...cacheContext(stack), ...changes },
      renderer: {
        draw: (request, signal) => {
          drawn.push(request);
          return draw(request, signal);
        },
        ows: answerOws(context),
      },
    });
    return app;
  };
  const app = await another();
  return {
    stack,
    drawn,
    app,
    another,
    get: (path, headers) => ask(app, path, headers),
    async stop() {
      for (const each of apps) await each.close();
      await stack.stop();
    },
  };
}

/** One request; `if-none-match: *` asks for a tile's ETag alone. */
export const ask = (app: FastifyInstance, path: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url: path, headers: { host: 'maps.example', ...headers } });

export const rgbaOf = (body: Buffer) => sharp(body).ensureAlpha().raw().toBuffer();
