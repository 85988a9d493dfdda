import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readMetadata, type ReadMetadata } from '../formats/read-metadata.ts';

const ROOT = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/** Whether the collection of real documents lies beside the project; says so loudly where it does not. */
export const hasRealMetadata = existsSync(ROOT);
if (!hasRealMetadata) process.stderr.write('\nNOT TESTED: real metadata, since there is no ../shared/data\n');

/** Paths of documents below the collection's root, sorted. */
export const realDocuments = (pattern: string): string[] =>
  hasRealMetadata ? globSync(pattern, { cwd: ROOT }).sort() : [];

/** Reads one of them. */
export const readReal = (path: string): ReadMetadata => readMetadata(readFileSync(ROOT + path), path);
