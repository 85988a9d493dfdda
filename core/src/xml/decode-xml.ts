import { messageOf, type PvsError, invalidInput } from '../errors.ts';

/** An `InvalidInput` with code `InvalidXml`. */
export function invalidXml(message: string, cause?: unknown): PvsError {
  return invalidInput(message, { code: 'InvalidXml', cause });
}

/** Encoding names as documents declare them (XML 1.0 §4.3.3), and the decoder that reads each. */
const DECODERS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'iso-8859-1': 'latin1',
  latin1: 'latin1',
  'windows-1252': 'latin1',
};

/**
 * The text of an XML document: by its byte order mark (UTF-8, UTF-16), else as its declaration says, else UTF-8.
 * @throws InvalidInput `InvalidXml` for another encoding, and for bytes that are not of the one declared
 */
export function decodeXml(bytes: Uint8Array): string {
  const name = byteOrderMark(bytes) ?? declaredEncoding(bytes);
  const decoder = name.startsWith('utf-16') ? name : DECODERS[name];
  if (decoder === undefined) {
    throw invalidXml(
      `XML in encoding '${name}' cannot be read: allowed are UTF-8, UTF-16 with a byte order mark and ISO-8859-1`,
    );
  }
  try {
    return new TextDecoder(decoder, { fatal: true }).decode(bytes);
  } catch (error) {
    throw invalidXml(`XML says it is ${name} but has bytes that are not: ${messageOf(error)}`, error);
  }
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined;
}

function declaredEncoding(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 256)).toString('latin1');
  return /^<\?xml[^>]*?\bencoding\s*=\s*["']([\w.-]+)["']/.exec(start)?.[1]?.toLowerCase() ?? 'utf-8';
}
