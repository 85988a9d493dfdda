import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchScene } from './bench-scene.ts';
import { getMapQuery, tilesOf } from './bench-tiles.ts';
import type { Contender } from './contender.ts';

/** How many answers in a row have to be right: connections come to one process or the other. */
const SURE_ANSWERS = 20;
const PATIENCE_MS = 30_000;

/** Waits until every process draws the scene: empty pictures and exceptions would be quick to answer. */
export async function awaitPictures({ name, url }: Contender, scene: BenchScene): Promise<void> {
  const query = getMapQuery(scene.id, 'image/png', tilesOf(scene)[0]!);
  const deadline = Date.now() + PATIENCE_MS;
  for (let right = 0; right < SURE_ANSWERS; right++) {
    const response = await fetch(`${url}?${query}`, { headers: { connection: 'close' } });
    const body = Buffer.from(await response.arrayBuffer());
    if (response.ok && response.headers.get('content-type') === 'image/png' && body.length > 1000) continue;
    if (Date.now() > deadline)
      throw new Error(`${name} answers ${response.status}: ${body.toString('utf8', 0, 500)}`);
    right = -1;
    await sleep(200);
  }
}
