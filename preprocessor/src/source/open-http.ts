import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { invalidInput, isPvsError, messageOf, notFound, sourceUnavailable } from '@pvs/core/errors';
import { allowedUrl, type HttpRules, shownUrl } from '@pvs/core/net/allowed-url';
import { publicLookup, requirePublicAddress } from '@pvs/core/net/public-address';
import type { OpenedFile, Wanted } from './source.ts';

const MAX_REDIRECTS = 5;
/** Without a byte. */
const SILENCE_MS = 30_000;

/**
 * Opens what a URL leads to, from a byte on where its server has the same version (RFC 9110 §13.1.5, §14.2). Each
 * redirect is checked like the URL itself, and each address that a name leads to.
 * @throws NotFound `PackageMissing`; InvalidInput `SourceNotAllowed`, `SourceRefused`; SourceUnavailable
 */
export async function openHttp(url: URL, wanted: Wanted, rules: HttpRules): Promise<OpenedFile> {
  let at = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await send(at, wanted, rules);
    const { statusCode = 0, headers } = response;
    const location = headers.location;
    if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined)
      return openedFrom(response, at, wanted);
    response.destroy();
    at = allowedUrl(location, rules, at);
  }
  throw invalidInput(`${shownUrl(url)} redirects more than ${MAX_REDIRECTS} times`, {
    code: 'SourceRefused',
  });
}

async function send(
  url: URL,
  { offset, version, signal }: Wanted,
  rules: HttpRules,
): Promise<IncomingMessage> {
  if (!rules.privateAddresses) requirePublicAddress(url.hostname);
  const options: RequestOptions = {
    signal,
    headers: {
      // What is packed for the way would hide how many bytes there are.
      'accept-encoding': 'identity',
      'user-agent': 'prism-view-server',
      ...(offset > 0 && version !== undefined && { range: `bytes=${offset}-`, 'if-range': version }),
    },
    ...(rules.privateAddresses ? {} : { lookup: publicLookup }),
  };
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options);
  request.setTimeout(SILENCE_MS, () => request.destroy(new Error(`silent for ${SILENCE_MS / 1000} seconds`)));
  request.end();
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  } catch (cause) {
    signal.throwIfAborted();
    if (isPvsError(cause)) throw cause;
    throw sourceUnavailable(`${shownUrl(url)} does not answer: ${messageOf(cause)}`, { cause });
  }
}

function openedFrom(response: IncomingMessage, url: URL, { offset }: Wanted): OpenedFile {
  const { statusCode = 0, headers } = response;
  if (statusCode !== 200 && statusCode !== 206) {
    response.destroy();
    throw refused(statusCode, url);
  }
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  const from = statusCode === 206 ? Number(range?.[1] ?? NaN) : 0;
  if (from !== offset && from !== 0) {
    response.destroy();
    throw sourceUnavailable(
      `${shownUrl(url)} was asked for bytes from ${offset} and answers '${headers['content-range']}'`,
    );
  }
  const size = Number(statusCode === 206 ? range?.[2] : headers['content-length']);
  const version = versionOf(headers);
  return {
    stream: response,
    offset: from,
    ...(Number.isFinite(size) && { sizeBytes: size }),
    ...(version !== undefined && { version }),
  };
}

/** Only a strong validator may join ranges (RFC 9110 §8.8.1); a date is one to the second. */
function versionOf({ etag, 'last-modified': modified }: IncomingMessage['headers']): string | undefined {
  if (etag !== undefined) return etag.startsWith('W/') ? undefined : etag;
  return modified;
}

function refused(status: number, url: URL) {
  const message = `${shownUrl(url)} answers ${status}`;
  if (status === 404 || status === 410) return notFound(message, { code: 'PackageMissing' });
  if (status >= 500 || [408, 425, 429].includes(status))
    return sourceUnavailable(message, { detail: { status } });
  return invalidInput(message, { code: 'SourceRefused', detail: { status } });
}
