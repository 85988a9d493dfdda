/** A frame has 16 ms, and the page is to answer in between. */
const SLICE_MS = 8;

/** What is made of each item, in order, leaving the page time to draw and answer while that goes on. */
export async function inSlices<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => readonly Made[],
): Promise<Made[]> {
  const made: Made[] = [];
  let begunMs = performance.now();
  for (const item of items) {
    made.push(...make(item));
    if (performance.now() - begunMs < SLICE_MS) continue;
    await new Promise((resolve) => setTimeout(resolve));
    begunMs = performance.now();
  }
  return made;
}
