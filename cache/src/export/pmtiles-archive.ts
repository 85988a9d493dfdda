import { createHash } from 'node:crypto';
import { closeSync, createReadStream, createWriteStream, openSync, writeSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { partialOf, publishFile } from './finished-file.ts';
import { hilbertPosition, tilesAbove } from './hilbert-curve.ts';
import { packDirectories, type PmtilesEntry } from './pmtiles-directory.ts';
import { pmtilesHeader } from './pmtiles-header.ts';
import type { ArchiveAbout, TileArchive } from './tile-archive.ts';

/** Pictures of one colour are smaller; that larger ones are the same by chance is not worth remembering each. */
const MAX_SHARED_BYTES = 16_384;

/** A run of entries that grows by one tile at a time; equal neighbours become one entry, equal tiles one content. */
class Contents {
  readonly entries: PmtilesEntry[] = [];
  sizeBytes = 0;
  addressed = 0;
  count = 0;
  readonly #places = new Map<string, Pick<PmtilesEntry, 'offset' | 'length'>>();

  /** Whether the body has to be written, at the end of what is there. */
  add(tileId: number, body: Buffer): boolean {
    this.addressed += 1;
    const name =
      body.length <= MAX_SHARED_BYTES ? createHash('sha256').update(body).digest('base64') : undefined;
    const place = name === undefined ? undefined : this.#places.get(name);
    if (place) {
      this.#repeat(tileId, place);
      return false;
    }
    const added = { offset: this.sizeBytes, length: body.length };
    if (name !== undefined) this.#places.set(name, added);
    this.entries.push({ tileId, ...added, runLength: 1 });
    this.sizeBytes += body.length;
    this.count += 1;
    return true;
  }

  #repeat(tileId: number, place: Pick<PmtilesEntry, 'offset' | 'length'>): void {
    const last = this.entries.at(-1);
    const goesOn = last && last.offset === place.offset && last.tileId + last.runLength === tileId;
    if (goesOn) this.entries[this.entries.length - 1] = { ...last, runLength: last.runLength + 1 };
    else this.entries.push({ tileId, ...place, runLength: 1 });
  }
}

/**
 * PMTiles v3, clustered: tiles along the Hilbert curve, each content once. The tiles are written beside it first:
 * the directories, which come before them, are known only at the end.
 */
export function pmtilesArchive(path: string): TileArchive {
  const [partial, tiles] = [partialOf(path), partialOf(`${path}.tiles`)];
  const contents = new Contents();
  let file: number | undefined = openSync(tiles, 'w');
  const close = () => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  const remove = () => Promise.all([partial, tiles].map((each) => rm(each, { force: true })));
  return {
    add(address, body) {
      if (contents.add(tilesAbove(address.zoom) + hilbertPosition(address), body)) writeWhole(file!, body);
    },
    async finish(about) {
      close();
      await writeFile(partial, headOf(contents, about));
      await pipeline(createReadStream(tiles), createWriteStream(partial, { flags: 'a' }));
      await publishFile(partial, path);
      await remove();
    },
    async abandon() {
      close();
      await remove();
    },
  };
}

function writeWhole(file: number, body: Buffer): void {
  for (let written = 0; written < body.length;) written += writeSync(file, body, written);
}

/** All that comes before the tiles. */
function headOf({ entries, addressed, count, sizeBytes }: Contents, about: ArchiveAbout): Buffer {
  const { root, leaves } = packDirectories(entries);
  const { name, description, attribution } = about;
  const told = Object.entries({ name, description, attribution }).filter(([, text]) => text !== '');
  const metadata = gzipSync(JSON.stringify({ ...Object.fromEntries(told), type: 'overlay' }));
  const layout = {
    rootBytes: root.length,
    metadataBytes: metadata.length,
    leavesBytes: leaves.length,
    dataBytes: sizeBytes,
    addressedTiles: addressed,
    entries: entries.length,
    contents: count,
  };
  return Buffer.concat([pmtilesHeader(layout, about), root, metadata, leaves]);
}
