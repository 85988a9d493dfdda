import type { Readable } from 'node:stream';
import type { Sight } from '../access/sight.ts';
import { invalidInput } from '../errors.ts';
import type { CountedOperation } from '../observe/request-metrics.ts';
import type { Kvp } from './kvp.ts';

/** What an OGC request answers with. */
export interface OwsResponse {
  readonly mediaType: string;
  /** A stream where it is too large to be held: it is destroyed when the client goes away. */
  readonly body: string | Buffer | Readable;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What of a file a client wants, where the answer is one that is kept (RFC 9110 §13, §14). */
export interface FileWish {
  /** It wants to know about the file alone. */
  readonly isHead: boolean;
  /** Where the store sends the file, its address as `text/uri-list` (RFC 2483 §5) and no redirect to it. */
  readonly wantsAddress?: boolean;
  readonly range?: string | undefined;
  readonly ifRange?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** What belongs to a request beside its parameters. */
export interface AskedOws {
  /** URL of the stack as the client sees it, without a trailing slash. */
  readonly publicUrl: string;
  /** What whoever asks may see. */
  readonly sight: Sight;
  /** All of it unless told. */
  readonly file?: FileWish;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

/** Answers the parameters of one request, or throws what an exception document is made of. */
export type AnswerOws = (kvp: Kvp, asked: AskedOws) => Promise<OwsResponse>;

/** How an operation is asked for. */
export interface OwsOperation {
  readonly service: 'WMS' | 'WMTS' | 'WCS' | 'DSEO';
  readonly request: string;
  /** Further names of the operation, as older versions spell it. */
  readonly aliases?: readonly string[];
}

/** One operation of one service: adding one is a file and a line in the service's list. */
export interface OwsRequest<Context> extends OwsOperation {
  handle(kvp: Kvp, context: Context): Promise<OwsResponse>;
}

/** Finds the operation by SERVICE and REQUEST; SERVICE may be missing where REQUEST tells. */
export function findOwsRequest<Operation extends OwsOperation>(
  requests: readonly Operation[],
  kvp: Kvp,
): Operation {
  const service = kvp.get('service')?.toUpperCase();
  const name = kvp.get('request')?.toLowerCase();
  const services = [...new Set(requests.map((r) => r.service))];
  if (service !== undefined && !services.some((known) => known === service)) {
    throw invalidInput(
      `service '${kvp.get('service')}' is not offered here: allowed are ${services.join(', ')}`,
      {
        code: 'InvalidParameterValue',
        detail: { locator: 'service' },
      },
    );
  }
  if (name === undefined) {
    throw invalidInput(`parameter 'request' is missing: expected one of ${namesOf(requests)}`, {
      code: 'MissingParameterValue',
      detail: { locator: 'request' },
    });
  }
  const found = matching(requests, service, name);
  if (found) return found;
  const offered = requests.filter((r) => service === undefined || r.service === service);
  throw invalidInput(`request '${kvp.get('request')}' is not supported: allowed are ${namesOf(offered)}`, {
    code: 'OperationNotSupported',
    detail: { locator: 'request' },
  });
}

/** What a request is counted as: the operation that it asks for, where there is such a one. */
export function operationOf(requests: readonly OwsOperation[], kvp: Kvp): CountedOperation {
  const service = kvp.get('service')?.toUpperCase();
  const found = matching(requests, service, kvp.get('request')?.toLowerCase());
  return { service: found?.service ?? 'OWS', operation: found?.request ?? 'unknown' };
}

const matching = <Operation extends OwsOperation>(
  requests: readonly Operation[],
  service: string | undefined,
  name: string | undefined,
) =>
  requests.find(
    (r) =>
      (service === undefined || r.service === service) &&
      [r.request, ...(r.aliases ?? [])].some((known) => known.toLowerCase() === name),
  );

const namesOf = (requests: readonly OwsOperation[]) =>
  [...new Set(requests.map((r) => r.request))].join(', ');
