import type { FileHandle } from 'node:fs/promises';
import { invalidInput } from '@pvs/core/errors';

/** What validation needs of one image file directory (TIFF 6.0 §2). */
export interface TiffDirectory {
  /** Where the directory itself lies. */
  readonly offset: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** 0 where the image is in strips. */
  readonly tileWidthPx: number;
  readonly tileHeightPx: number;
  /** TIFF 6.0 §8: bit 0 reduced resolution, bit 2 mask. */
  readonly subfileType: number;
  /** Of the first tile that is stored; undefined where all are empty. */
  readonly firstTileOffset?: number;
}

const TAGS = {
  subfileType: 254,
  width: 256,
  height: 257,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
} as const;

/** Bytes of one value, by TIFF field type; the integer types are all that is read. */
const SIZES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 16: 8 };
const MAX_DIRECTORIES = 64;

interface Field {
  readonly type: number;
  readonly count: number;
  /** Where the values are. */
  readonly at: number;
}

/** Sizes that differ between TIFF and BigTIFF. */
interface Layout {
  readonly big: boolean;
  readonly littleEndian: boolean;
}

/** The directories of a TIFF or BigTIFF in the order they are linked. @throws InvalidInput `InvalidCog` */
export async function readTiffDirectories(file: FileHandle): Promise<TiffDirectory[]> {
  const header = await bytes(file, 0, 16);
  const layout = {
    littleEndian: header.toString('latin1', 0, 2) === 'II',
    big: header.subarray(2, 4).includes(43),
  };
  const directories: TiffDirectory[] = [];
  let offset = layout.big ? uint(header, 8, 8, layout) : uint(header, 4, 4, layout);
  while (offset !== 0) {
    if (directories.length >= MAX_DIRECTORIES) throw invalid(`more than ${MAX_DIRECTORIES} directories`);
    const { directory, next } = await readDirectory(file, offset, layout);
    directories.push(directory);
    offset = next;
  }
  return directories;
}

async function readDirectory(file: FileHandle, offset: number, layout: Layout) {
  const [countSize, entrySize, wordSize] = layout.big ? [8, 20, 8] : [2, 12, 4];
  const count = uint(await bytes(file, offset, countSize), 0, countSize, layout);
  const table = await bytes(file, offset + countSize, count * entrySize + wordSize);
  const fields = new Map<number, Field>();
  for (let at = 0; at < count * entrySize; at += entrySize) {
    const type = uint(table, at + 2, 2, layout);
    const values = uint(table, at + 4, wordSize, layout);
    const inline = values * (SIZES[type] ?? 8) <= wordSize;
    const place = offset + countSize + at + 4 + wordSize;
    const field = {
      type,
      count: values,
      at: inline ? place : uint(table, at + 4 + wordSize, wordSize, layout),
    };
    fields.set(uint(table, at, 2, layout), field);
  }
  const read = (tag: number) => firstValue(file, fields.get(tag), layout);
  const directory: TiffDirectory = {
    offset,
    widthPx: (await read(TAGS.width)) ?? 0,
    heightPx: (await read(TAGS.height)) ?? 0,
    tileWidthPx: (await read(TAGS.tileWidth)) ?? 0,
    tileHeightPx: (await read(TAGS.tileHeight)) ?? 0,
    subfileType: (await read(TAGS.subfileType)) ?? 0,
    ...(await firstStored(file, fields.get(TAGS.tileOffsets), layout)),
  };
  return { directory, next: uint(table, count * entrySize, wordSize, layout) };
}

async function firstValue(file: FileHandle, field: Field | undefined, layout: Layout) {
  const size = SIZES[field?.type ?? 0];
  return field && size ? uint(await bytes(file, field.at, size), 0, size, layout) : undefined;
}

/** Empty tiles have offset 0 (GDAL's sparse files). */
async function firstStored(file: FileHandle, field: Field | undefined, layout: Layout) {
  const size = SIZES[field?.type ?? 0];
  if (!field || !size) return {};
  const offsets = await bytes(file, field.at, field.count * size);
  for (let at = 0; at < offsets.length; at += size) {
    const firstTileOffset = uint(offsets, at, size, layout);
    if (firstTileOffset !== 0) return { firstTileOffset };
  }
  return {};
}

function uint(buffer: Buffer, at: number, size: number, { littleEndian }: Layout): number {
  if (size === 8) return Number(littleEndian ? buffer.readBigUInt64LE(at) : buffer.readBigUInt64BE(at));
  return littleEndian ? buffer.readUIntLE(at, size) : buffer.readUIntBE(at, size);
}

async function bytes(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
  if (bytesRead < length) throw invalid('it ends before its directories do');
  return buffer;
}

const invalid = (why: string) =>
  invalidInput(`the COG that was written is broken: ${why}`, { code: 'InvalidCog' });
