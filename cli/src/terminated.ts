/**
 * Resolves to the signal's name when this process is told to end (SIGINT, SIGTERM, SIGHUP). A second one ends it
 * at once.
 */
export async function terminated(): Promise<string> {
  return new Promise((resolve) => {
    let told = false;
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        if (told) process.exit(1);
        told = true;
        resolve(name);
      });
    }
  });
}
