import { buildClient, isClientBuilt } from '@pvs/client/build';
import { messageOf } from '@pvs/core/errors';

/**
 * Builds the web client where its sources are newer than the last build. One that does not compile is said and
 * leaves the last build in place: maps and searches do not wait for a page.
 */
export async function prepareClient(say: (line: string) => void): Promise<void> {
  if (await isClientBuilt()) return;
  say('building the web client');
  try {
    await buildClient();
  } catch (error) {
    say(`the web client does not build: ${messageOf(error)}`);
  }
}
