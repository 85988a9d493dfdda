import type { SearchGeometry } from '../../geometry/search-geometry.ts';
import { WktReader } from '../../geometry/wkt.ts';
import { checkTextLength } from './filter-limits.ts';
import { invalidFilter } from './filter-values.ts';

/** A piece of a filter's text. Strings and quoted names come without their quotes. */
export interface FilterToken {
  readonly kind: 'string' | 'name' | 'time' | 'number' | 'word' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

const TOKEN =
  /(?<string>'(?:''|\\'|[^'])*')|(?<name>"(?:""|[^"])*")|(?<time>\d{4}-\d\d(?:-\d\d(?:T\d\d:[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)?)|(?<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(?<word>[\p{L}_$:][\p{L}\p{N}_$:.]*)|(?<symbol><>|<=|>=|[=<>(),/[\]])/iuy;

/** Reads the tokens of a filter's text one after the other. Words are compared without regard to case. */
export class FilterTokens {
  readonly #text: string;
  #next: FilterToken;
  #end = 0;

  /** @throws LimitExceeded `FilterTooLarge` */
  constructor(text: string) {
    checkTextLength(text);
    this.#text = text;
    this.#next = this.#scan();
  }

  get next(): FilterToken {
    return this.#next;
  }

  take(): FilterToken {
    const token = this.#next;
    this.#next = this.#scan();
    return token;
  }

  /** True where the next token is this word or symbol. */
  sees(text: string): boolean {
    const { kind, text: found } = this.#next;
    return (kind === 'word' || kind === 'symbol') && found.toUpperCase() === text;
  }

  /** Takes the next token where it is one of these words or symbols. */
  takeIf(...texts: readonly string[]): string | undefined {
    const found = texts.find((text) => this.sees(text));
    if (found !== undefined) this.take();
    return found;
  }

  require(text: string): void {
    if (this.takeIf(text) === undefined) throw this.unexpected(`'${text}'`);
  }

  takeKind(kind: FilterToken['kind'], expected: string): FilterToken {
    if (this.#next.kind !== kind) throw this.unexpected(expected);
    return this.take();
  }

  takeNumber(): number {
    return Number(this.takeKind('number', 'a number').text);
  }

  /** `(item, item, …)` */
  list<T>(item: () => T): T[] {
    this.require('(');
    const items = [item()];
    while (this.takeIf(',') !== undefined) items.push(item());
    this.require(')');
    return items;
  }

  /** A geometry as WKT, whose first word is next. */
  takeGeometry(): SearchGeometry {
    const reader = new WktReader(this.#text, this.#next.at);
    const geometry = reader.geometry();
    this.#end = reader.offset;
    this.#next = this.#scan();
    return geometry;
  }

  /** @throws InvalidInput `InvalidFilter` saying where */
  unexpected(expected: string) {
    const { kind, at } = this.#next;
    const where = kind === 'end' ? 'the end' : `'${this.#text.slice(at, at + 30)}' (character ${at + 1})`;
    return invalidFilter(`cannot read the filter at ${where}: expected ${expected}`);
  }

  #scan(): FilterToken {
    while (/\s/.test(this.#text[this.#end] ?? '')) this.#end += 1;
    const at = this.#end;
    if (at >= this.#text.length) return { kind: 'end', text: '', at };
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(this.#text);
    const whole = match?.[0] ?? '';
    const [kind] = Object.entries(match?.groups ?? {}).find(([, found]) => found !== undefined) ?? [];
    if (kind === undefined) {
      this.#next = { kind: 'symbol', text: '', at };
      throw this.unexpected('a word, a number, a quoted text or an operator');
    }
    this.#end = at + whole.length;
    return { kind: kind as FilterToken['kind'], text: unquoted(kind, whole), at };
  }
}

function unquoted(kind: string, text: string): string {
  if (kind === 'string') return text.slice(1, -1).replaceAll(/''|\\'/g, "'");
  return kind === 'name' ? text.slice(1, -1).replaceAll('""', '"') : text;
}
