import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type PlainRequest, readPlainRequest } from './plain-request.ts';

/** An answer that needs nothing of its request but what a {@link PlainRequest} says. */
export interface QuickAnswer {
  readonly status: keyof typeof STATUS_LINES;
  /** Lines of its header, each with CR and LF at its end; those of its length, date and connection are added. */
  readonly fields: string;
  readonly body?: Buffer;
  /** Told when the system has the body: from then on it may change. */
  readonly sent?: ((body: Buffer) => void) | undefined;
}

/** The answer to a GET, at once or later; without one the request is Node's. */
export type QuickAnswerer = (
  request: PlainRequest,
) => QuickAnswer | undefined | Promise<QuickAnswer | undefined>;

const STATUS_LINES = { 200: 'HTTP/1.1 200 OK\r\n', 304: 'HTTP/1.1 304 Not Modified\r\n' } as const;

/** A connection, as far as Node's HTTP has to do with it. */
interface Conversation {
  /** Requests given to it that it did not answer yet. */
  open: number;
  /** It has answered one: from then on it waits for the next without a deadline. */
  isKnown: boolean;
}

/**
 * Stands between connections and Node's HTTP: a plain GET whose answer is at hand is answered with one system call and
 * few objects, which halves what a request costs; all others Node gets as they came. The two never speak at once: an
 * answer goes out only while Node's HTTP has answered all it was given, and nothing more is read while one is waited
 * for. What is not one whole plain request (a body, several at once, a part of one) makes a connection Node's for good.
 */
export class QuickAnswers {
  readonly #server: Server;
  readonly #conversations = new WeakMap<Socket, Conversation>();
  readonly #unfinished = new Set<Promise<void>>();
  #answer: QuickAnswerer;
  #date = { second: 0, line: '' };

  constructor(server: Server, answer: QuickAnswerer) {
    this.#server = server;
    this.#answer = answer;
    server.on('connection', (socket: Socket) => this.#stand(socket));
    server.on('request', ({ socket }, response) => this.#follow(socket, response));
  }

  /** From now on nothing is answered; resolves when all answers are out. */
  async close(): Promise<void> {
    this.#answer = () => undefined;
    await Promise.all(this.#unfinished);
  }

  #stand(socket: Socket): void {
    const conversation = { open: 0, isKnown: false };
    this.#conversations.set(socket, conversation);
    // Node's own. That there is another listener makes it read by events, which it otherwise does not.
    const [parse] = socket.listeners('data') as ((chunk: Buffer) => void)[];
    if (!parse) return;
    const leave = (chunk: Buffer, isPlain: boolean) => {
      if (isPlain) conversation.open += 1;
      else socket.on('data', parse).off('data', take);
      parse.call(socket, chunk);
    };
    const take = (chunk: Buffer) => {
      const request = readPlainRequest(chunk);
      const answer = request && this.#find(request, socket, conversation);
      if (answer instanceof Promise) this.#sendLater(answer, socket, () => leave(chunk, true));
      else if (answer) void this.#send(answer, socket);
      else leave(chunk, request !== undefined);
    };
    socket.on('data', take).off('data', parse);
  }

  #find(request: PlainRequest, socket: Socket, { open, isKnown }: Conversation): ReturnType<QuickAnswerer> {
    if (!isKnown || open > 0 || request.method !== 'GET' || socket.writableLength > 0) return undefined;
    return this.#answer(request);
  }

  #sendLater(found: Promise<QuickAnswer | undefined>, socket: Socket, leave: () => void): void {
    // It is not idle meanwhile.
    const { timeout: idleMs = 0 } = socket;
    socket.pause().setTimeout(0);
    const finish = (answer: QuickAnswer | undefined) => {
      // Node's parser of it may be another connection's now.
      if (socket.destroyed) return undefined;
      socket.setTimeout(idleMs);
      const flushed = answer ? this.#send(answer, socket) : leave();
      socket.resume();
      return flushed;
    };
    this.#note(found.then(finish, () => finish(undefined)));
  }

  /** Undefined where the system has all of it. */
  #send({ status, fields, body, sent }: QuickAnswer, socket: Socket): Promise<void> | undefined {
    const head = STATUS_LINES[status] + this.#dateLine() + fields;
    if (body) {
      socket.cork();
      socket.write(`${head}content-length: ${body.length}\r\n\r\n`, 'latin1');
      socket.write(body);
      socket.uncork();
    } else socket.write(`${head}\r\n`, 'latin1');
    const flushed = socket.writableLength > 0 ? this.#watch(socket) : undefined;
    if (body && sent) {
      if (flushed) void flushed.then(() => sent(body));
      else sent(body);
    }
    return flushed;
  }

  /** Until the system has taken all of it, or the client is gone. */
  #watch(socket: Socket): Promise<void> {
    return this.#note(new Promise<void>((resolve) => socket.write('', () => resolve())));
  }

  #note(unfinished: Promise<void>): Promise<void> {
    this.#unfinished.add(unfinished);
    void unfinished.then(() => this.#unfinished.delete(unfinished));
    return unfinished;
  }

  #follow(socket: Socket, response: ServerResponse): void {
    const conversation = this.#conversations.get(socket);
    if (!conversation) return;
    response.once('close', () => {
      conversation.open -= 1;
      conversation.isKnown = true;
    });
  }

  /** With the lines of the connection, as Node writes them. */
  #dateLine(): string {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#date.second) {
      const timeout = Math.floor(this.#server.keepAliveTimeout / 1000);
      const date = new Date(second * 1000).toUTCString();
      const line = `date: ${date}\r\nconnection: keep-alive\r\nkeep-alive: timeout=${timeout}\r\n`;
      this.#date = { second, line };
    }
    return this.#date.line;
  }
}
