/** Bytes of the file; fewer at its end. */
export type Read = (position: number, length: number) => Promise<Buffer>;

/** A place that looks like a reference to another file. */
export interface Suspicion {
  /** What the file would be: `that …`, `with …`. */
  readonly why: string;
  /** Says whether it is one: of what may begin at this position of the file. */
  readonly position: number;
  isReal(read: Read, position: number): Promise<boolean>;
}

const VIRTUAL = 'with virtual datasets, whose values lie in other files';

/** Messages that name files in a heap: their type, how their body begins, and the heap whose address follows. */
const POINTERS = [
  // External Data Files (HDF5 File Format Specification IV.A.2.h): version 1, three zeros, two counts.
  {
    type: 7,
    begin: Buffer.of(1, 0, 0, 0),
    addressAt: 8,
    heap: 'HEAP',
    why: 'that keeps its values in other files',
  },
  // Data Layout (IV.A.2.i) of versions 4 and 5, class 3.
  { type: 8, begin: Buffer.of(4, 3), addressAt: 2, heap: 'GCOL', why: VIRTUAL },
  { type: 8, begin: Buffer.of(5, 3), addressAt: 2, heap: 'GCOL', why: VIRTUAL },
] as const;
/** Bytes of a message's header: of version 1, and of version 2 without and with a creation order. */
const HEADERS = [8, 4, 6];

/** Messages that name files in a heap. */
export function* heapReferences(chunk: Buffer): Generator<Suspicion> {
  for (const { type, begin, addressAt, heap, why } of POINTERS) {
    for (let at = chunk.indexOf(begin); at >= 0; at = chunk.indexOf(begin, at + 1)) {
      if (at + addressAt + 8 > chunk.length) break;
      if (!HEADERS.some((bytes) => chunk[at - bytes] === type)) continue;
      const address = Number(chunk.readBigUInt64LE(at + addressAt));
      const isReal = async (read: Read, position: number) =>
        (await read(position, heap.length)).toString('latin1') === heap;
      yield { why, position: address, isReal };
    }
  }
}

const EXTERNAL = 64;
/** Flags of a link: two bits for the size of its name's length, and what else is there. */
const [HAS_ORDER, HAS_TYPE, HAS_ENCODING, UNKNOWN_FLAGS] = [4, 8, 16, 0xe0];

/**
 * Links to objects of other files (IV.A.2.g): version 1, flags, type, then how long the name is, the name, and where
 * it leads.
 * @param from position of the chunk in the file
 */
export function* externalLinks(chunk: Buffer, from: number): Generator<Suspicion> {
  for (let at = chunk.indexOf(EXTERNAL); at >= 0; at = chunk.indexOf(EXTERNAL, at + 1)) {
    const flags = chunk[at - 1] ?? 0;
    if (chunk[at - 2] !== 1 || (flags & HAS_TYPE) === 0 || (flags & UNKNOWN_FLAGS) !== 0) continue;
    const lengthAt = at + 1 + (flags & HAS_ORDER ? 8 : 0) + (flags & HAS_ENCODING ? 1 : 0);
    const lengthBytes = 2 ** (flags & 3);
    if (lengthAt + lengthBytes > chunk.length) continue;
    const nameBytes =
      lengthBytes === 8 ? chunk.readBigUInt64LE(lengthAt) : chunk.readUIntLE(lengthAt, lengthBytes);
    const position = from + lengthAt + lengthBytes + Number(nameBytes);
    yield { why: 'with links to other files', position, isReal: leadsToFile };
  }
}

/** Two bytes of length, a zero, the file and the object in it, each up to a zero; of letters that can be seen. */
async function leadsToFile(read: Read, position: number): Promise<boolean> {
  const start = await read(position, 3);
  if (start.length < 3 || start[2] !== 0) return false;
  const names = (await read(position + 3, start.readUInt16LE() - 1)).toString('latin1').split('\0', 2);
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  return names.length === 2 && names.every((name) => /^[^\u0000-\u001F]+$/.test(name));
}

const FRACTAL_HEAP = 'FRHP\0';
const FILTERS_AT = 7;

/** Heaps of groups whose content is compressed (III.G): links in them cannot be found. */
export function* filteredHeaps(chunk: Buffer, from: number): Generator<Suspicion> {
  for (let at = chunk.indexOf(FRACTAL_HEAP); at >= 0; at = chunk.indexOf(FRACTAL_HEAP, at + 1)) {
    const isReal = async (read: Read, position: number) => (await read(position, 2)).some((byte) => byte > 0);
    yield {
      why: 'with compressed groups, in which links cannot be seen',
      position: from + at + FILTERS_AT,
      isReal,
    };
  }
}
