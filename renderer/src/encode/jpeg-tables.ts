/** One Huffman table (ITU-T T.81 annex K.3): how many codes of each length from 1 to 16, then what they stand for. */
export interface HuffmanTable {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

/** Quantisers in rows for quality 50 (ITU-T T.81 annex K.1). */
const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMINANCE = [
  [17, 18, 24, 47, 99, 99, 99, 99],
  [18, 21, 26, 66, 99, 99, 99, 99],
  [24, 26, 56, 99, 99, 99, 99, 99],
  [47, 66, 99, 99, 99, 99, 99, 99],
].flat();

/** Quantisers in rows, luminance then chrominance, as libjpeg scales them for a whole quality of 1 to 100. */
export function quantisersOf(quality: number): readonly [luminance: number[], chrominance: number[]] {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - quality * 2;
  const scaled = (base: number) => Math.min(255, Math.max(1, Math.floor((base * percent + 50) / 100)));
  const chrominance = Array.from({ length: 64 }, (_, i) => CHROMINANCE[i] ?? 99);
  return [LUMINANCE.map(scaled), chrominance.map(scaled)];
}

/** Positions in rows, in the order in which coefficients are written (ITU-T T.81 figure A.6). */
export const ZIGZAG: readonly number[] = Array.from({ length: 15 }, (_, sum) => {
  const rows = Array.from({ length: 8 }, (_, row) => row).filter((row) => sum - row >= 0 && sum - row < 8);
  return (sum % 2 === 0 ? rows.toReversed() : rows).map((row) => row * 8 + sum - row);
}).flat();

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const hex = (text: string) => [...Buffer.from(text, 'hex')];

const DC_SYMBOLS = range(0, 11);

export const LUMINANCE_DC: HuffmanTable = {
  counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
  symbols: DC_SYMBOLS,
};
export const CHROMINANCE_DC: HuffmanTable = {
  counts: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
  symbols: DC_SYMBOLS,
};
export const LUMINANCE_AC: HuffmanTable = {
  counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
  symbols: hex(
    '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
  ),
};
export const CHROMINANCE_AC: HuffmanTable = {
  counts: [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
  symbols: hex(
    '000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
  ),
};

/** The code of each symbol, its length in the upper half (ITU-T T.81 annex C.2). */
export function codesOf({ counts, symbols }: HuffmanTable, size: number): Uint32Array {
  const codes = new Uint32Array(size);
  let [code, next] = [0, 0];
  for (const [i, count] of counts.entries()) {
    for (let k = 0; k < count; k++) codes[symbols[next++]!] = code++ | ((i + 1) << 16);
    code <<= 1;
  }
  return codes;
}
