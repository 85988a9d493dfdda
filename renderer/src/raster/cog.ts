import type { DataType } from '@pvs/core/catalogue/product';

/** Samples of one decoded block, row-major, in the machine's byte order. */
export type Samples =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** Where the blocks of an image are in the file. A byte count of 0 marks a sparse block: it was never written. */
export interface BlockIndex {
  readonly offsets: ArrayLike<number>;
  readonly byteCounts: ArrayLike<number>;
}

/** How the bytes of a block become samples (TIFF 6.0, part 1 and the codec's own technical notes). */
export interface BlockCodec {
  /** TIFF Compression tag, e.g. 8 for DEFLATE. */
  readonly compression: number;
  readonly predictor: number;
  /** TIFF PhotometricInterpretation tag; 6 is YCbCr. */
  readonly photometric: number;
  readonly littleEndian: boolean;
  /** Quantisation and Huffman tables that JPEG blocks share. */
  readonly jpegTables?: Uint8Array;
  /** What LERC's bytes are compressed with: 0 nothing, 1 DEFLATE, 2 ZSTD. */
  readonly lercCompression?: number;
}

/** A file that blocks are read from. */
export interface CogFile {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string;
}

/** One image of a TIFF: a pyramid level or the mask of one. Tiles and strips are both called blocks. */
export interface CogImage {
  /** Position among the directories of the file. */
  readonly directory: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly blockWidthPx: number;
  readonly blockHeightPx: number;
  readonly columns: number;
  readonly rows: number;
  readonly tiled: boolean;
  readonly samplesPerPixel: number;
  /** 1, 2 and 4 are unpacked to `uint8` when a block is decoded. */
  readonly bitsPerSample: number;
  readonly dataType: DataType;
  /** True where each sample has its own blocks (PlanarConfiguration 2). */
  readonly planar: boolean;
  readonly codec: BlockCodec;
  /** Red, green and blue of each value, 0–255, where the values are numbers of colours. */
  readonly palette?: readonly (readonly [red: number, green: number, blue: number])[];
  /** Where it is in a file beside the raster (`.ovr`, `.msk`). */
  readonly file?: CogFile;
  loadBlockIndex(): Promise<BlockIndex>;
}

/** A pyramid level, with the internal mask of the same size where there is one. */
export interface CogLevel {
  readonly image: CogImage;
  readonly mask?: CogImage;
}

/** A raster file whose directories are read; levels go from full resolution to the coarsest overview. */
export interface Cog extends CogFile {
  readonly levels: readonly [CogLevel, ...CogLevel[]];
}

/** Index of a block in the file's offset and byte count arrays. `sample` counts for planar images only. */
export function blockIndexOf(image: CogImage, column: number, row: number, sample: number): number {
  return (image.planar ? sample * image.columns * image.rows : 0) + row * image.columns + column;
}

/** Rows that a block really stores: tiles are always whole, the last strip ends with the image. */
export function blockRowsOf(image: CogImage, blockIndex: number): number {
  if (image.tiled) return image.blockHeightPx;
  const row = Math.floor(blockIndex / image.columns) % image.rows;
  return Math.min(image.blockHeightPx, image.heightPx - row * image.blockHeightPx);
}

/** Samples of one pixel within one block. */
export const samplesInBlock = (image: CogImage) => (image.planar ? 1 : image.samplesPerPixel);
