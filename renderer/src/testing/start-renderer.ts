import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import { createApp } from '@pvs/core/http/create-app';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { rendererPlugin } from '../plugin.ts';
import { rendererContext } from '../renderer-context.ts';

/** The renderer's plugin on servers of one test file. */
export interface TestRenderer {
  readonly stack: TestStack;
  readonly app: FastifyInstance;
  /** Asks `/ows` with these parameters. */
  ows(params: Readonly<Record<string, string | number>>): ReturnType<typeof ask>;
  get(path: string): ReturnType<typeof ask>;
  stop(): Promise<void>;
}

export async function startRenderer(yaml: string): Promise<TestRenderer> {
  const stack = await startTestStack(yaml);
  const app = createApp(stack.log, []);
  await app.register(rendererPlugin, rendererContext(stack));
  const get = (path: string) => ask(app, path);
  return {
    stack,
    app,
    get,
    ows: (params) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(params)) query.append(name, String(value));
      return get(`/ows?${query.toString()}`);
    },
    async stop() {
      await app.close();
      await stack.stop();
    },
  };
}

const ask = (app: FastifyInstance, path: string) =>
  app.inject({ method: 'GET', url: path, headers: { host: 'maps.example' } });

/** The pixel of an encoded picture: red, green, blue, opacity. */
export async function pixelsOf(body: Buffer) {
  const { data, info } = await sharp(body).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    widthPx: info.width,
    heightPx: info.height,
    at: (x: number, y: number) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)],
  };
}
