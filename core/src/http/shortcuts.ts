import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { PlainRequest } from './plain-request.ts';
import { type QuickAnswerer, QuickAnswers } from './quick-answers.ts';

/** Answers requests before the framework sees them. */
export interface Shortcut {
  /** What can be answered before Node's HTTP sees it. */
  answerPlain(request: PlainRequest): ReturnType<QuickAnswerer>;
  /** Whether it answered. */
  answer(request: IncomingMessage, response: ServerResponse): boolean | Promise<boolean>;
}

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Asked in turn about every request: for what is answered so often and so fast that routing, hooks and replies
     * would be most of its cost. A plugin adds its own.
     */
    readonly shortcuts: Shortcut[];
  }
}

/** Headers of every answer; shortcuts send them themselves. */
export const COMMON_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'ETag, Content-Length, Content-Range, Accept-Ranges, Location, Warning, Retry-After',
  'x-content-type-options': 'nosniff',
} as const;

/** Puts an app's shortcuts in front of it. */
export function addShortcuts(app: FastifyInstance): void {
  const shortcuts: Shortcut[] = [];
  app.decorate('shortcuts', shortcuts);
  const listeners = app.server.listeners('request') as RequestListener[];
  app.server.removeAllListeners('request');
  const askFrom = (first: number, request: IncomingMessage, response: ServerResponse): void => {
    for (let i = first; i < shortcuts.length; i += 1) {
      const answered = shortcuts[i]!.answer(request, response);
      if (answered === true) return;
      if (answered === false) continue;
      void answered.then((did) => did || askFrom(i + 1, request, response));
      return;
    }
    for (const listener of listeners) listener(request, response);
  };
  app.server.on('request', (request, response) => askFrom(0, request, response));
  const quick = new QuickAnswers(app.server, (request) => {
    for (const shortcut of shortcuts) {
      const answer = shortcut.answerPlain(request);
      if (answer) return answer;
    }
    return undefined;
  });
  app.addHook('preClose', () => quick.close());
}
