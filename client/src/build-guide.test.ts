import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { relativise } from './build-guide.ts';
import { guideParts } from './guide/guide-parts.ts';

it('pages know each other by relative addresses, and hold neither script nor style', () => {
  const page =
    '<a href="/user-guide/../">map</a><img src="/user-guide/assets/a.png"><td style="text-align:left">' +
    '<script defer src="/user-guide/addresses.js"></script><script id="x">run()</script>';
  expect(relativise(page, '..')).toBe(
    '<a href="../../">map</a><img src="../assets/a.png"><td><script defer src="../addresses.js"></script>',
  );
  expect(relativise('url(/user-guide/assets/f.woff2)', '')).toBe('url(./assets/f.woff2)');
});

it('every page of the guide is there', () => {
  const paths = guideParts.flatMap(({ pages }) => pages.map(([path]) => path));
  expect(new Set(paths).size).toBe(paths.length);
  const docs = join(import.meta.dirname, '../../docs');
  expect(paths.filter((path) => !existsSync(join(docs, `${path}.md`)))).toEqual([]);
});
