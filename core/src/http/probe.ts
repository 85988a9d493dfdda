import { existsSync, writeFileSync } from 'node:fs';

/** What a probe asks, and where it remembers that the process has been ready. */
export interface Probed {
  /** Where the process answers, without a trailing slash. */
  readonly url: string;
  /** A file that is gone when the process is started anew, e.g. on a container's own file system. */
  readonly marker: string;
}

/**
 * Whether an orchestrator should leave this process in service: until it has been ready once it has to become so,
 * which holds a rolling update back; from then on it only has to live, since a database that is away for a while is
 * no reason to end everybody who waits for it.
 * @returns the reason why not
 */
export async function probe({ url, marker }: Probed): Promise<string | undefined> {
  const wasReady = existsSync(marker);
  try {
    const response = await fetch(`${url}${wasReady ? '/healthz' : '/readyz'}`);
    const text = await response.text();
    if (!response.ok) return `${response.status} ${text}`;
  } catch (error) {
    return error instanceof Error && error.cause !== undefined ? String(error.cause) : String(error);
  }
  if (!wasReady) writeFileSync(marker, '');
  return undefined;
}
