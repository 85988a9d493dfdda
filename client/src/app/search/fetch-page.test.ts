import { describe, expect, it } from 'vitest';
import { readPage } from './fetch-page.ts';
import { readReason } from './read-reason.ts';

const url = './opensearch/collections/A/json/?count=1&startIndex=0';

describe('readPage', () => {
  it('reads products, total and the next page', () => {
    const links = [
      { rel: 'self', href: 'x' },
      { rel: 'next', href: 'https://host/opensearch/collections/A/json/?count=1&startIndex=1' },
    ];
    const page = readPage({ totalResults: 2, links, features: [{ id: 'P1' }, { nonsense: true }] }, url);
    expect(page.products.map((product) => product.identifier)).toEqual(['P1']);
    expect(page.total).toBe(2);
    expect(page.nextUrl).toBe('./opensearch/collections/A/json/?count=1&startIndex=1');
  });

  it('ends paging at an empty page even if it names a next one', () => {
    expect(readPage({ links: [{ rel: 'next', href: '?startIndex=1' }], features: [] }, url)).toEqual({
      products: [],
      total: undefined,
      nextUrl: undefined,
    });
  });

  it.each([null, [], 'text', {}])('refuses %j', (body) => {
    expect(() => readPage(body, url)).toThrow(/could not be read/);
  });
});

describe('readReason', () => {
  it.each([
    ['{"detail":"bbox needs four numbers"}', 'bbox needs four numbers'],
    ['{"message":"no such collection"}', 'no such collection'],
    ['<ows:ExceptionText> no such layer </ows:ExceptionText>', 'no such layer'],
    ['<html>Bad gateway</html>', ''],
    ['null', ''],
  ])('of %s is %j', (body, reason) => expect(readReason(body)).toBe(reason));
});
