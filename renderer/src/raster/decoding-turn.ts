let last: Promise<void> = Promise.resolve();

/**
 * Resolves when it is one's turn to decode a block on this thread: one in each round of the event loop, so that
 * requests whose blocks are decoded already wait for one of them at most, not for all of a large map.
 */
export function decodingTurn(): Promise<void> {
  last = last.then(nextRound);
  return last;
}

const nextRound = () => new Promise<void>((resolve) => setImmediate(resolve));
