import { describe, expect, it } from 'vitest';
import { keyName, prefixOf } from './product-keys.ts';

describe('prefixOf', () => {
  it.each([
    ['in/2018/A.tar', 'in/2018/A'],
    ['in/A.tar.gz', 'in/A'],
    ['in/A.TGZ', 'in/A'],
    ['in/S2A.SAFE.zip', 'in/S2A.SAFE'],
    ['in/A.v1.2', 'in/A.v1.2'],
    ['/data/A.tar', 'data/A'],
    ['in/a.tif', 'in/a'],
  ])('of %s is %s', (path, prefix) => expect(prefixOf(path)).toBe(prefix));
});

describe('keyName', () => {
  it('leaves alone what fits', () => expect(keyName('S2A_MSIL1C.v-1')).toBe('S2A_MSIL1C.v-1'));

  it.each(['a b', 'a__b', 'a/b', 'a:b', '..', 'é', 'x'.repeat(400)])('makes %j fit', (name) => {
    expect(keyName(name)).toMatch(/^(?!.*__)[A-Za-z0-9][A-Za-z0-9._-]*$/);
    expect(keyName(name).length).toBeLessThan(200);
  });

  it('keeps different names apart', () => expect(keyName('a b')).not.toBe(keyName('a:b')));
});
