import { open } from 'node:fs/promises';
import type { InputDriver } from '../gdal/gdal-job.ts';

/** First bytes of the formats that rasters may have; what a file is called does not count. */
const SIGNATURES: readonly { readonly driver: InputDriver; readonly hex: string }[] = [
  { driver: 'GTiff', hex: '49492a00' },
  { driver: 'GTiff', hex: '4d4d002a' },
  { driver: 'GTiff', hex: '49492b00' },
  { driver: 'GTiff', hex: '4d4d002b' },
  { driver: 'JP2OpenJPEG', hex: '0000000c6a5020200d0a870a' },
  { driver: 'JP2OpenJPEG', hex: 'ff4fff51' },
  { driver: 'PNG', hex: '89504e470d0a1a0a' },
  { driver: 'JPEG', hex: 'ffd8ff' },
  { driver: 'NITF', hex: '4e495446' },
  { driver: 'NITF', hex: '4e534946' },
];

/** The driver that may open a file, by its content; undefined where it is no raster of an allowed format. */
export async function rasterDriver(path: string): Promise<InputDriver | undefined> {
  const start = await firstBytes(path, 12);
  return SIGNATURES.find(({ hex }) => start.toString('hex').startsWith(hex))?.driver;
}

/** The first bytes of a file. */
export async function firstBytes(path: string, length: number): Promise<Buffer> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}
