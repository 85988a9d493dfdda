import { type Address, type Kernels, loadKernels } from './kernels.ts';

const PAGE_BYTES = 65_536;
/** SIMD loads and stores are fastest from such addresses. */
const ALIGNMENT = 16;

/**
 * The kernels with memory for one piece of work. Everything in it belongs to whoever reset it last, so nobody may
 * wait for anything between `reset` and the last use. It keeps the size of the largest piece.
 */
export class Scratch {
  readonly kernels: Kernels;
  #next: Address;
  #bytes: Uint8Array;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
    this.#next = kernels.heapBase();
    this.#bytes = new Uint8Array(kernels.memory.buffer);
  }

  reset(): this {
    this.#next = this.kernels.heapBase();
    return this;
  }

  /** Room with whatever was there before. Views of the memory that were made earlier may be detached. */
  allocate(sizeBytes: number): Address {
    const address = Math.ceil(this.#next / ALIGNMENT) * ALIGNMENT;
    this.#next = address + sizeBytes;
    const { memory } = this.kernels;
    const missing = this.#next - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    return address;
  }

  /** Runs what needs room for itself alone: all that it allocates is given back. */
  lend<T>(use: () => T): T {
    const before = this.#next;
    const result = use();
    this.#next = before;
    return result;
  }

  allocateZeroed(sizeBytes: number): Address {
    const address = this.allocate(sizeBytes);
    this.bytes.fill(0, address, address + sizeBytes);
    return address;
  }

  /** All of the memory as it is now. */
  get bytes(): Uint8Array {
    const { buffer } = this.kernels.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  words(address: Address, count: number): Int32Array {
    return new Int32Array(this.kernels.memory.buffer, address, count);
  }

  floats(address: Address, count: number): Float32Array {
    return new Float32Array(this.kernels.memory.buffer, address, count);
  }
}

let shared: Scratch | undefined;

/** The process's scratch memory, emptied. */
export function scratchMemory(): Scratch {
  shared ??= new Scratch(loadKernels());
  return shared.reset();
}
