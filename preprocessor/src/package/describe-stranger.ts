const WEB_PAGE = 'it is a web page';

/** What comes in place of packages, by its first bytes, each a character. */
const SIGNATURES: readonly (readonly [kind: string, start: string])[] = [
  ['it is a TIFF', 'II*\0'],
  ['it is a TIFF', 'II+\0'],
  ['it is a TIFF', 'MM\0*'],
  ['it is a TIFF', 'MM\0+'],
  ['it is a JPEG 2000', '\0\0\0\x0cjP  '],
  ['it is a JPEG 2000', '\xff\x4f\xff\x51'],
  ['it is a PNG', '\x89PNG'],
  ['it is a JPEG', '\xff\xd8\xff'],
  ['it is an HDF5 or netCDF-4', '\x89HDF'],
  ['it is a netCDF', 'CDF'],
  ['it is a PDF', '%PDF-'],
  ['it is packed with bzip2', 'BZh'],
  ['it is packed with xz', '\xfd7zXZ\0'],
  ['it is a 7z archive', '7z\xbc\xaf\x27\x1c'],
  ['it is a RAR archive', 'Rar!\x1a\x07'],
];

/** The same of text, which may begin with a byte order mark and blanks. */
const TEXTS: readonly (readonly [kind: string, start: RegExp])[] = [
  [WEB_PAGE, /^\uFEFF?\s*<(!doctype\s+)?html/i],
  ['it is XML', /^\uFEFF?\s*<[?!\w]/],
  ['it is JSON', /^\uFEFF?\s*[{[]\s*["{[]/],
];

const TITLE = /<title>\s*([^<]{1,80})/i;

/**
 * Says what a file is that is no package, and the title of a page, which tells what a download came to. Nothing else
 * of it is quoted: a path may have led to any file of the machine, and failures are read by more people than files.
 * @param start its first bytes
 */
export function describeStranger(start: Buffer, sizeBytes: number): string {
  if (sizeBytes === 0) return 'it is empty';
  if (start.every((byte) => byte === 0)) return 'it begins with zeros, as a tar without files';
  const [bytes, text] = [start.toString('latin1'), start.toString()];
  const kind =
    SIGNATURES.find(([, signature]) => bytes.startsWith(signature))?.[0] ??
    TEXTS.find(([, begins]) => begins.test(text))?.[0];
  if (kind === undefined) return `it is a file of ${sizeBytes} bytes`;
  const title = kind === WEB_PAGE ? TITLE.exec(text)?.[1] : undefined;
  return title === undefined ? kind : `${kind} (${JSON.stringify(title.trim())})`;
}
