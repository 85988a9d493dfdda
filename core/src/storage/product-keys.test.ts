import { describe, expect, it } from 'vitest';
import { coverageKey, coveragesKey, keyName, newRun, prefixOf, reportKey, runOf } from './product-keys.ts';

describe('prefixOf', () => {
  it.each([
    ['in/2018/A.tar', 'in/2018/A'],
    ['in/A.tar.gz', 'in/A'],
    ['in/A.TGZ', 'in/A'],
    ['in/S2A.SAFE.zip', 'in/S2A.SAFE'],
    ['in/A.v1.2', 'in/A.v1.2'],
    ['/data/A.tar', 'data/A'],
    ['in/a.tif', 'in/a'],
    ['https://host:8443/in/A.tar.gz?Signature=x/y#z', 'host:8443/in/A'],
    ['s3://bucket/in/A.zip', 'bucket/in/A'],
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

describe('a run', () => {
  const run = newRun(new Date('2018-06-17T10:00:09.123Z'));

  it('is named after its second and by chance', () => {
    expect(run).toMatch(/^20180617T100009Z-[0-9a-f]{8}$/);
    expect(new Set(Array.from({ length: 50 }, () => newRun())).size).toBe(50);
  });

  it('is told by the keys of what it wrote', () => {
    expect(coverageKey('in/A', 'a.b', run)).toBe(`in/A/a.b.${run}_COG.tif`);
    expect([coverageKey('in/A', 'a.b', run), reportKey('in/A', 'a', run)].map(runOf)).toEqual([run, run]);
  });

  it('has not written what has no run in its name', () => {
    const keys = [
      coverageKey('in/A', 'a'),
      reportKey('in/A', 'a'),
      coveragesKey('in/A', 'a'),
      `x.${run}_/a.tif`,
    ];
    expect(keys.map(runOf)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
