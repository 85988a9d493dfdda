import { type ArchiveAbout, centerOf } from './tile-archive.ts';

export const HEADER_BYTES = 127;
const VERSION = 3;
const [COMPRESSION_NONE, COMPRESSION_GZIP] = [1, 2];
const TILE_TYPES = { png: 2, jpeg: 3, webp: 4 } as const;
const DEGREE = 1e7;

/** What a header tells of the file. */
export interface PmtilesLayout {
  readonly rootBytes: number;
  readonly metadataBytes: number;
  readonly leavesBytes: number;
  readonly dataBytes: number;
  readonly addressedTiles: number;
  readonly entries: number;
  readonly contents: number;
}

/** The first 127 bytes of a PMTiles (v3 §3); the parts follow each other in the usual order. */
export function pmtilesHeader(layout: PmtilesLayout, about: ArchiveAbout): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('PMTiles', 'latin1');
  header.writeUInt8(VERSION, 7);
  const { rootBytes, metadataBytes, leavesBytes, dataBytes, addressedTiles, entries, contents } = layout;
  const starts = [HEADER_BYTES, HEADER_BYTES + rootBytes, HEADER_BYTES + rootBytes + metadataBytes] as const;
  const numbers = [
    ...[starts[0], rootBytes, starts[1], metadataBytes, starts[2], leavesBytes],
    ...[starts[2] + leavesBytes, dataBytes, addressedTiles, entries, contents],
  ];
  numbers.forEach((number, i) => header.writeBigUInt64LE(BigInt(number), 8 + 8 * i));
  const { format, minZoom, maxZoom, bounds } = about;
  const isClustered = 1;
  const flags = [isClustered, COMPRESSION_GZIP, COMPRESSION_NONE, TILE_TYPES[format], minZoom, maxZoom];
  flags.forEach((flag, i) => header.writeUInt8(flag, 96 + i));
  const [centerLon, centerLat, centerZoom] = centerOf(about);
  bounds.forEach((degrees, i) => header.writeInt32LE(Math.round(degrees * DEGREE), 102 + 4 * i));
  header.writeUInt8(centerZoom, 118);
  header.writeInt32LE(Math.round(centerLon * DEGREE), 119);
  header.writeInt32LE(Math.round(centerLat * DEGREE), 123);
  return header;
}
