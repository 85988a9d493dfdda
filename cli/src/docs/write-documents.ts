import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { documents, type GeneratedDocument } from './documents.ts';

export const root = join(import.meta.dirname, '../../..');

/** A document as it is kept in the checkout. */
export const rendered = (document: GeneratedDocument): Promise<string> =>
  format(document.content(), { filepath: document.path, printWidth: 110 });

/** @returns paths of the documents whose file does not say what the code says */
export async function outdatedDocuments(): Promise<string[]> {
  const checked = await Promise.all(
    documents.map(async (document) => {
      const kept = await readFile(join(root, document.path), 'utf8').catch(() => '');
      return kept === (await rendered(document)) ? [] : [document.path];
    }),
  );
  return checked.flat();
}

export async function writeDocuments(): Promise<string[]> {
  const outdated = await outdatedDocuments();
  for (const document of documents.filter(({ path }) => outdated.includes(path)))
    await writeFile(join(root, document.path), await rendered(document));
  return outdated;
}
