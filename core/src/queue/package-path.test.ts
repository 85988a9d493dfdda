import { expect, test } from 'vitest';
import { PACKAGE_PATHS, packageId, parsePackagePath } from './package-path.ts';

test.each(PACKAGE_PATHS)('%s is a path, and goes by it', (path) => {
  expect(parsePackagePath(path)).toBe(path);
  expect(packageId(` ${path}\n`)).toBe(path);
});

test('what is no path is refused by naming all that are, and goes by itself or a hash', () => {
  for (const form of PACKAGE_PATHS) expect(() => parsePackagePath('ftp://host/a.tar')).toThrow(form);
  expect(() => parsePackagePath('{"path": "in/a.tar"}')).toThrow(
    'it is JSON, which preprocess-md_queue takes',
  );
  expect(packageId('ftp://host/a.tar')).toBe('ftp://host/a.tar');
  expect(packageId('a\u0000b')).toMatch(/^sha256:/);
});
