import { execFile } from 'node:child_process';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { guideParts } from './guide/guide-parts.ts';

const guideDir = join(import.meta.dirname, 'guide');

/** What VitePress writes for its own pages with scripts. */
const leftovers = ['hashmap.json', 'package.json', '404.html'];

/** What pages are written with, and what none of them may keep: the guide lies below paths that nobody knows yet. */
const BASE = '/user-guide/';

/**
 * Builds the user guide from `docs/` by VitePress: pages without script, with relative addresses, and `print.html`, all
 * of it in one page. A process of its own, since VitePress brings another Vite.
 */
export async function buildGuide(outDir: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const vitepress = join(require.resolve('vitepress/package.json'), '../bin/vitepress.js');
  await promisify(execFile)(process.execPath, [vitepress, 'build', guideDir, '--outDir', outDir], {
    env: { ...process.env, NODE_ENV: 'production', CI: 'true' },
  });
  await cp(join(guideDir, 'addresses.js'), join(outDir, 'addresses.js'));
  await cp(join(guideDir, '../app/icon.svg'), join(outDir, 'icon.svg'));
  const names = await readdir(outDir, { recursive: true });
  await Promise.all(leftovers.map((name) => rm(join(outDir, name), { force: true })));
  for (const name of names.filter((each) => /\.(html|css)$/.test(each) && !leftovers.includes(each))) {
    const file = join(outDir, name);
    await writeFile(file, relativise(await readFile(file, 'utf8'), relative(join(file, '..'), outDir)));
  }
  await writeFile(join(outDir, 'print.html'), await wholeGuide(outDir));
}

/** Addresses below the guide seen from a directory in it; without scripts and styles within pages, which the policy forbids. */
export function relativise(text: string, toRoot: string): string {
  const prefix = toRoot === '' ? './' : `${toRoot.split(sep).join('/')}/`;
  return text
    .replaceAll(`"${BASE}../`, `"${prefix}../`)
    .replaceAll(`"${BASE}`, `"${prefix}`)
    .replaceAll(`(${BASE}`, `(${prefix}`)
    .replaceAll(/ style="[^"]*"/g, '')
    .replaceAll(/<script(?![^>]* src=)[^>]*>.*?<\/script>/gs, '');
}

/** The pages in the order of the guide, each a section of one page that is printed as the PDF. */
async function wholeGuide(outDir: string): Promise<string> {
  const [first = '', ...others] = await Promise.all(
    guideParts.flatMap(({ pages }) => pages.map(([path]) => readFile(join(outDir, `${path}.html`), 'utf8'))),
  );
  const sections = [first, ...others].map((page) => {
    const main = /<main[^>]*>(.*)<\/main>/s.exec(page)?.[1] ?? '';
    // Pages of subdirectories name pictures and pages from there.
    return `<section>${main.replaceAll(/(src|href)="(?:\.\.\/)+/g, '$1="./')}</section>`;
  });
  return first.replace(/(<main[^>]*>).*(<\/main>)/s, (_, open: string, close: string) =>
    [open, ...sections, close].join('\n'),
  );
}
