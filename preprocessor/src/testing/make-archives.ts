import { buffer } from 'node:stream/consumers';
import { crc32, deflateRawSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';

/** Name, content and, where it is no plain file, what else its header says. */
export type TarEntry = readonly [name: string, content?: string | Buffer, header?: Partial<Header>];

/** A tar of files; with a header, of whatever it says. */
export async function tarOf(...entries: TarEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const [name, content = '', header] of entries) archive.entry({ name, ...header }, content);
  archive.finalize();
  return buffer(archive as unknown as AsyncIterable<Buffer>);
}

/** One entry of a zip; what is not given is as it should be. */
export interface ZipEntry {
  readonly name: string;
  readonly content?: string;
  readonly stored?: boolean;
  readonly flags?: number;
  readonly checksum?: number;
  readonly uncompressedSize?: number;
  readonly mode?: number;
}

/** A zip by hand (APPNOTE 4.3.7, 4.3.12, 4.3.16), so that it can lie. */
export function zipOf(...entries: ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const content = Buffer.from(entry.content ?? '');
    const data = entry.stored ? content : deflateRawSync(content);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(0x800 | (entry.flags ?? 0), 2);
    shared.writeUInt16LE(entry.stored ? 0 : 8, 4);
    shared.writeUInt32LE(entry.checksum ?? crc32(content), 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(entry.uncompressedSize ?? content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, name, data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((entry.mode ?? 0) << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), shared, rest, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end]);
}
