import { open } from 'node:fs/promises';
import type { ContainerDriver, InputDriver } from '../gdal/gdal-job.ts';

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

/** Formats whose files hold many rasters; they are read only where a type's configuration names `subdatasets`. */
const CONTAINERS: readonly { readonly driver: ContainerDriver; readonly hex: string }[] = [
  { driver: 'netCDF', hex: '43444601' },
  { driver: 'netCDF', hex: '43444602' },
  { driver: 'netCDF', hex: '43444605' },
  { driver: 'HDF5', hex: '894844460d0a1a0a' },
];

/** The driver of a file that holds rasters inside it, by its content; a netCDF-4 file is an HDF5 file. */
export async function containerDriver(path: string): Promise<ContainerDriver | undefined> {
  const start = (await firstBytes(path, 8)).toString('hex');
  const found = CONTAINERS.find(({ hex }) => start.startsWith(hex))?.driver;
  return found === 'HDF5' && path.toLowerCase().endsWith('.nc') ? 'netCDF' : found;
}

/** The first bytes of a file. */
export async function firstBytes(path: string, length: number): Promise<Buffer> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}
