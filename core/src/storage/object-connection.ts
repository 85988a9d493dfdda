import { connect as connectPlain, isIP, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { AnswerReader, type Expected, type Reading, type ReceivedObject } from './answer-reader.ts';
import type { S3Timeouts } from './s3-connection.ts';

/** A request and who waits for its answer. */
export interface Exchange {
  /** As it goes out, in Latin-1. */
  readonly request: string;
  readonly expected: Expected;
  /** Told once: undefined where there is no answer that could be taken. */
  done(answer: ReceivedObject | undefined): void;
}

/** Where objects are. */
export interface Origin {
  readonly url: URL;
  /** Whom it trusts; the system's authorities where absent. Ready, since reading them takes milliseconds. */
  readonly trust: SecureContext | undefined;
  readonly timeouts: S3Timeouts;
}

/** Who has a connection, told of it. */
interface Owner {
  /** It is open, and free for another request. */
  freed(): void;
  /** It is gone. Whether it ever was open. */
  lost(wasOpen: boolean): void;
}

/**
 * A connection for one request after the other. It reads into memory that is there, so that a tile costs no buffers of
 * the socket. Whatever it does not understand, whatever comes unasked, and silence end it.
 */
export class ObjectConnection {
  readonly #owner: Owner;
  readonly #socket: Socket;
  readonly #reader = new AnswerReader();
  #exchange: Exchange | undefined;
  #wasOpen = false;
  #isGone = false;

  constructor(origin: Origin, owner: Owner) {
    this.#owner = owner;
    this.#socket = openSocket(origin, {
      buffer: () => this.#reader.room,
      callback: (count) => this.#take(count),
    });
    const { connectionMs, silenceMs } = origin.timeouts;
    const isTls = origin.url.protocol === 'https:';
    const drop = () => this.drop();
    this.#socket
      .setTimeout(connectionMs)
      .once(isTls ? 'secureConnect' : 'connect', () => {
        this.#wasOpen = true;
        this.#socket.setTimeout(silenceMs);
      })
      .on('timeout', drop)
      .on('end', drop)
      .on('error', drop)
      .on('close', drop);
  }

  /** Only of one that is new or was freed. */
  ask(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#reader.begin(exchange.expected);
    this.#socket.ref().write(exchange.request, 'latin1');
  }

  isAsking(exchange: Exchange): boolean {
    return exchange === this.#exchange;
  }

  /** Ends it; the answer that is waited for does not come. */
  drop(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#socket.destroy();
    this.#owner.lost(this.#wasOpen);
    this.#end()?.done(undefined);
  }

  #take(count: number): true {
    const reading = this.#exchange && this.#read(count);
    if (reading === 'more') return true;
    const exchange = this.#end();
    if (reading?.isKept === true) {
      this.#socket.unref();
      this.#owner.freed();
    } else this.drop();
    exchange?.done(reading);
    return true;
  }

  #read(count: number): Reading {
    try {
      return this.#reader.take(count);
    } catch {
      // There is no memory for it.
      return undefined;
    }
  }

  #end(): Exchange | undefined {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    return exchange;
  }
}

function openSocket({ url, trust }: Origin, onread: OnReadOpts): Socket {
  const isTls = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const place = { host, port: Number(url.port || (isTls ? 443 : 80)), noDelay: true, onread };
  if (!isTls) return connectPlain(place);
  // Names of hosts are asked for, addresses must not be (RFC 6066 §3).
  return connectTls({
    ...place,
    ...(isIP(host) === 0 && { servername: host }),
    ...(trust && { secureContext: trust }),
  });
}
