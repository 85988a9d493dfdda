import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { XmlFragment } from '@pvs/core/xml/xml-template';
import type { WrittenCoverage } from './coverage-format.ts';

/** A file of an answer of several parts; its size may not be known before. */
export interface FilePart extends Pick<WrittenCoverage, 'body'> {
  readonly sizeBytes?: number;
  readonly mediaType: string;
  readonly contentId: string;
  readonly name: string;
}

/** A document and the file it is about in one answer (RFC 2387, RFC 2045 §6.2), streamed. */
export function multipart(
  document: XmlFragment,
  file: FilePart,
  kind: 'related' | 'mixed',
): Omit<FilePart, 'contentId' | 'name'> {
  const boundary = `wcs-${randomUUID()}`;
  const { mediaType, contentId, name } = file;
  const head = Buffer.from(
    [
      `--${boundary}`,
      'Content-Type: text/xml',
      'Content-ID: <description>',
      '',
      `<?xml version="1.0" encoding="UTF-8"?>\n${document.toString()}`,
      `--${boundary}`,
      `Content-Type: ${mediaType}`,
      'Content-Description: coverage data',
      'Content-Transfer-Encoding: binary',
      `Content-ID: <${contentId}>`,
      `Content-Location: ${name}`,
      `Content-Disposition: attachment; filename="${name}"`,
      '',
      '',
    ].join('\r\n'),
  );
  const end = Buffer.from(`\r\n--${boundary}--\r\n`);
  const type = kind === 'related' ? `; type="text/xml"; start="<description>"` : '';
  return {
    mediaType: `multipart/${kind}; boundary="${boundary}"${type}`,
    body: between(head, file.body, end),
    ...(file.sizeBytes === undefined ? {} : { sizeBytes: head.length + file.sizeBytes + end.length }),
  };
}

function between(head: Buffer, body: Buffer | Readable, end: Buffer): Buffer | Readable {
  if (Buffer.isBuffer(body)) return Buffer.concat([head, body, end]);
  async function* all() {
    yield head;
    yield* body;
    yield end;
  }
  const stream = Readable.from(all(), { objectMode: false });
  stream.once('close', () => body.destroy());
  return stream;
}
