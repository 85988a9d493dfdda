import type { Position } from './footprint.ts';
import {
  invalidGeometry,
  MAX_POSITIONS,
  searchAreas,
  searchLine,
  searchPosition,
  searchRing,
  type SearchGeometry,
} from './search-geometry.ts';

/** Long enough for {@link MAX_POSITIONS} positions in full precision. */
const MAX_LENGTH = 300_000;

/**
 * Reads well-known text (OGC 06-103r4 §7) in longitude, latitude; `SRID=4326;` in front is allowed. Heights and
 * measures are left out.
 * @example `POLYGON((16 48, 17 48, 17 49, 16 48))`
 * @throws InvalidInput `InvalidGeometry`
 */
export function geometryFromWkt(text: string): SearchGeometry {
  if (text.length > MAX_LENGTH) {
    throw invalidGeometry(`${text.length} characters of WKT: allowed are ${MAX_LENGTH}`);
  }
  const reader = new WktReader(text.replace(/^\s*SRID\s*=\s*4326\s*;/i, ''));
  const geometry = reader.geometry();
  reader.end();
  return geometry;
}

const BODIES: Readonly<Record<string, (reader: WktReader) => SearchGeometry>> = {
  POINT: (reader) => ({ type: 'Point', coordinates: reader.parenthesized(() => reader.position()) }),
  MULTIPOINT: (reader) => ({ type: 'MultiPoint', coordinates: reader.list(() => reader.point()) }),
  LINESTRING: (reader) => ({ type: 'LineString', coordinates: reader.line() }),
  MULTILINESTRING: (reader) => ({ type: 'MultiLineString', coordinates: reader.list(() => reader.line()) }),
  POLYGON: (reader) => ({ type: 'Polygon', coordinates: reader.polygon() }),
  MULTIPOLYGON: (reader) => ({ type: 'MultiPolygon', coordinates: reader.list(() => reader.polygon()) }),
};

/** Words that begin a geometry. */
export const WKT_WORDS = Object.keys(BODIES);

const WORD = /[a-z]+/iy;
const DIMENSION = /(?:zm|z|m)\b/iy;
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;

/** Reads one geometry from a place in a text, and knows where it ends. */
export class WktReader {
  readonly #text: string;
  #at: number;
  #positions = 0;

  constructor(text: string, at = 0) {
    this.#text = text;
    this.#at = at;
  }

  /** Where the geometry that was read ends. */
  get offset(): number {
    return this.#at;
  }

  geometry(): SearchGeometry {
    const word = this.#take(WORD)?.toUpperCase() ?? '';
    const type = WKT_WORDS.includes(word) ? word : word.replace(/(ZM|Z|M)$/, '');
    const body = Object.hasOwn(BODIES, type) ? BODIES[type] : undefined;
    if (!body) {
      this.#at -= word.length;
      throw this.#unreadable(`${WKT_WORDS.join(', ')}, longitude first`);
    }
    this.#take(DIMENSION);
    return searchAreas(body(this));
  }

  end(): void {
    this.#skip();
    if (this.#at < this.#text.length) throw this.#unreadable('nothing more');
  }

  polygon = () => this.list(() => searchRing(this.list(() => this.position())));
  line = () => searchLine(this.list(() => this.position()));
  /** A position of a MULTIPOINT, with or without parentheses of its own. */
  point = () => (this.#sees('(') ? this.parenthesized(() => this.position()) : this.position());

  list<T>(item: () => T): T[] {
    return this.parenthesized(() => {
      const items = [item()];
      while (this.#sees(',')) {
        this.#at += 1;
        items.push(item());
      }
      return items;
    });
  }

  parenthesized<T>(content: () => T): T {
    this.#require('(');
    const value = content();
    this.#require(')');
    return value;
  }

  position(): Position {
    this.#positions += 1;
    if (this.#positions > MAX_POSITIONS) throw invalidGeometry(`WKT of more than ${MAX_POSITIONS} positions`);
    const [lon, lat] = [this.#number(), this.#number()];
    for (let extra = 0; extra < 2 && this.#take(NUMBER) !== undefined; extra += 1);
    return searchPosition(lon, lat);
  }

  #number(): number {
    const text = this.#take(NUMBER);
    if (text === undefined) throw this.#unreadable('a number');
    return Number(text);
  }

  #skip(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #sees(character: string): boolean {
    this.#skip();
    return this.#text[this.#at] === character;
  }

  #require(character: string): void {
    if (!this.#sees(character)) throw this.#unreadable(`'${character}'`);
    this.#at += 1;
  }

  #take(sticky: RegExp): string | undefined {
    this.#skip();
    sticky.lastIndex = this.#at;
    const [word] = sticky.exec(this.#text) ?? [];
    this.#at += word?.length ?? 0;
    return word;
  }

  #unreadable(expected: string) {
    const near = this.#text.slice(this.#at, this.#at + 30);
    const where = near === '' ? 'its end' : `'${near}' (character ${this.#at + 1})`;
    return invalidGeometry(`cannot read WKT at ${where}: expected ${expected}`);
  }
}
