import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const services = ['preprocessor', 'registrar', 'renderer', 'cache', 'seeder', 'ingestor', 'client'];

/** Workspaces that a folder's own code imports; tests may wire services together. */
function importedBy(folder: string): string[] {
  const files = globSync(`${folder}/src/**/*.ts`, { cwd: root }).filter(
    (file) => !/\.test\.ts$|\/testing\//.test(file),
  );
  expect(files.length).toBeGreaterThan(2);
  const imported = files.flatMap((file) =>
    [
      ...readFileSync(join(root, file), 'utf8').matchAll(
        /(?:from|import)\s*\(?\s*'(@pvs\/[a-z]+|[./]+[^']*)/g,
      ),
    ].map(([, to = '']) =>
      to.startsWith('@pvs/') ? to.slice('@pvs/'.length) : (join(file, '..', to).split('/')[0] ?? ''),
    ),
  );
  return [...new Set(imported)].filter((name) => name !== folder).sort();
}

test('core imports no service', () => {
  expect(importedBy('core')).toEqual([]);
});

test.each(services)('%s imports only core', (service) => {
  expect(importedBy(service)).toEqual(['core']);
});
