import {
  CHROMINANCE_AC,
  CHROMINANCE_DC,
  type HuffmanTable,
  LUMINANCE_AC,
  LUMINANCE_DC,
  ZIGZAG,
} from './jpeg-tables.ts';

/** Everything in front of the coded data: three components, chrominance at half the resolution (JFIF 1.02, 4:2:0). */
export function jpegHeader(
  widthPx: number,
  heightPx: number,
  [luminance, chrominance]: readonly [number[], number[]],
): Buffer {
  const zigzag = (quantisers: readonly number[]) => ZIGZAG.map((place) => quantisers[place]!);
  const size = [heightPx >> 8, heightPx & 255, widthPx >> 8, widthPx & 255];
  const front = Buffer.from([
    ...[0xff, 0xd8],
    // "JFIF", version 1.02, square pixels, no thumbnail.
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 2, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...zigzag(luminance), 1, ...zigzag(chrominance)]),
    // 8 bits; each component: number, sampling, quantisers.
    ...segment(0xc0, [8, ...size, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]),
  ]);
  return Buffer.concat([front, REST]);
}

function segment(marker: number, content: readonly number[]): number[] {
  const length = content.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...content];
}

const huffman = (id: number, { counts, symbols }: HuffmanTable) => [id, ...counts, ...symbols];

/** Codes, and where the scan of all three components begins: the same in every picture. */
const REST = Buffer.from([
  ...segment(0xc4, [
    ...huffman(0x00, LUMINANCE_DC),
    ...huffman(0x10, LUMINANCE_AC),
    ...huffman(0x01, CHROMINANCE_DC),
    ...huffman(0x11, CHROMINANCE_AC),
  ]),
  ...segment(0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]),
]);
