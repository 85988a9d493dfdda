import { allOf, anyOf, type Comparison, type Filter, not } from './filter.ts';
import { checkDepth, checkFilter } from './filter-limits.ts';
import { comparisonOf, inListOf, isNullOf, likeOf, type Term } from './filter-terms.ts';
import { FilterTokens } from './filter-tokens.ts';

/** What differs between the textual languages of filters. */
export interface FilterLanguage {
  /** Spatial and temporal conditions; undefined where the next tokens are none. */
  condition(tokens: FilterTokens): Filter | undefined;
  term(tokens: FilterTokens): Term;
  /** The rest of a condition that begins with this term, where the language has more than SQL's comparisons. */
  more?(term: Term, tokens: FilterTokens): Filter | undefined;
}

/**
 * Reads conditions joined by AND, OR and NOT, which CQL and CQL2 share. AND binds closer than OR.
 * @throws InvalidInput `InvalidFilter`, LimitExceeded `FilterTooLarge`
 */
export function parseFilterText(text: string, language: FilterLanguage): Filter {
  const tokens = new FilterTokens(text);
  const filter = disjunction(tokens, language, 0);
  tokens.takeKind('end', 'AND, OR or the end');
  return checkFilter(filter);
}

function disjunction(tokens: FilterTokens, language: FilterLanguage, depth: number): Filter {
  checkDepth(depth);
  const parts = [conjunction(tokens, language, depth)];
  while (tokens.takeIf('OR') !== undefined) parts.push(conjunction(tokens, language, depth));
  return parts.length === 1 ? parts[0]! : anyOf(...parts);
}

function conjunction(tokens: FilterTokens, language: FilterLanguage, depth: number): Filter {
  const parts = [factor(tokens, language, depth)];
  while (tokens.takeIf('AND') !== undefined) parts.push(factor(tokens, language, depth));
  return parts.length === 1 ? parts[0]! : allOf(...parts);
}

function factor(tokens: FilterTokens, language: FilterLanguage, depth: number): Filter {
  checkDepth(depth);
  if (tokens.takeIf('NOT') !== undefined) return not(factor(tokens, language, depth + 1));
  const opening = tokens.takeIf('(', '[');
  if (opening === undefined) return predicate(tokens, language);
  const inner = disjunction(tokens, language, depth + 1);
  tokens.require(opening === '(' ? ')' : ']');
  return inner;
}

function predicate(tokens: FilterTokens, language: FilterLanguage): Filter {
  if (tokens.takeIf('TRUE') !== undefined) return allOf();
  if (tokens.takeIf('FALSE') !== undefined) return anyOf();
  const condition = language.condition(tokens);
  if (condition) return condition;
  const left = language.term(tokens);
  const comparison = tokens.takeIf('<>', '<=', '>=', '=', '<', '>');
  if (comparison !== undefined) return comparisonOf(left, comparison as Comparison, language.term(tokens));
  return language.more?.(left, tokens) ?? wordCondition(left, tokens, language);
}

/** IS NULL, IN, BETWEEN and LIKE, each also negated. */
function wordCondition(left: Term, tokens: FilterTokens, language: FilterLanguage): Filter {
  if (tokens.takeIf('IS') !== undefined) {
    const negated = tokens.takeIf('NOT') !== undefined;
    tokens.require('NULL');
    return negated ? not(isNullOf(left)) : isNullOf(left);
  }
  const negated = tokens.takeIf('NOT') !== undefined;
  const word = tokens.takeIf('IN', 'BETWEEN', 'LIKE', 'ILIKE');
  if (word === undefined) throw tokens.unexpected('a comparison, IS NULL, IN, BETWEEN or LIKE');
  const filter = wordFilter(word, left, tokens, language);
  return negated ? not(filter) : filter;
}

function wordFilter(word: string, left: Term, tokens: FilterTokens, language: FilterLanguage): Filter {
  const term = () => language.term(tokens);
  if (word === 'IN') return inListOf(left, tokens.list(term));
  if (word === 'BETWEEN') {
    const low = term();
    tokens.require('AND');
    return allOf(comparisonOf(left, '>=', low), comparisonOf(left, '<=', term()));
  }
  const pattern = term();
  if (pattern.kind !== 'literal') throw tokens.unexpected('a quoted pattern');
  return likeOf(left, String(pattern.value), word === 'ILIKE');
}
