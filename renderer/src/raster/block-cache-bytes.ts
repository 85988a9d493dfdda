import { availableParallelism, totalmem } from 'node:os';

const LEAST_BYTES = 256 * 1024 ** 2;
const MOST_BYTES = 1024 ** 3;
/** At most, of the machine's memory, or of the container's, in all processes together. */
const SHARE = 1 / 4;

/**
 * Decoded blocks that a process keeps where the stack's configuration does not say: a quarter of the memory divided
 * by the processors, since the bundled stack has a process for each, from 256 MB (where a quarter of the memory is as
 * much) to 1 GB. A scene of 110 megapixels in
 * three bands has 480 MB with its overviews; decoding a block again takes longer than drawing ten tiles of it.
 */
export function defaultBlockCacheBytes(
  memoryBytes = Math.min(totalmem(), process.constrainedMemory() || Infinity),
  processors = availableParallelism(),
): number {
  const share = memoryBytes * SHARE;
  return Math.round(Math.min(MOST_BYTES, share, Math.max(LEAST_BYTES, share / processors)));
}
