import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = join(import.meta.dirname, '../../../../shared/ogc/validate.sh');

/** True where the offline OGC schemas lie beside the project; says it loudly where they do not. */
export function hasOgcSchemas(): boolean {
  const found = existsSync(script);
  // oxlint-disable-next-line no-console -- a skipped check must not look like a passed one
  if (!found) console.warn(`OGC schemas are not there (${script}): documents are not validated`);
  return found;
}

/** What the schema of a document (XML by its root element, STAC by its type) has to say against it; empty for a valid one. */
export async function ogcProblems(document: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-ogc-'));
  try {
    const path = join(directory, document.trimStart().startsWith('{') ? 'document.json' : 'document.xml');
    await writeFile(path, document);
    return await new Promise((resolve) => {
      execFile('bash', [script, '-q', path], (error, stdout, stderr) =>
        resolve(error ? `${stdout}${stderr}` || error.message : ''),
      );
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
