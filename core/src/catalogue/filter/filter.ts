import type { SearchGeometry } from '../../geometry/search-geometry.ts';
import type { SearchProperty } from './queryables.ts';

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** As the footprint relates to the geometry: `within` where the footprint lies within it (OGC 06-103r4 §6.1.15.3). */
export type SpatialRelation =
  'intersects' | 'disjoint' | 'within' | 'contains' | 'equals' | 'touches' | 'crosses' | 'overlaps';

/** What a property is compared with, of its own kind: text, a number, or an instant. */
export type FilterValue = string | number | Date;

/**
 * Which products a search wants. Every language of filters and every search parameter is read into this, and this
 * alone is compiled to SQL. Logic is three-valued as in SQL: what compares with an absent attribute is unknown, its
 * negation is too, and only what is true is found.
 */
export type Filter =
  /** All of none is true, one of none is false. */
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | {
      readonly kind: 'compare';
      readonly property: SearchProperty;
      readonly comparison: Comparison;
      readonly value: FilterValue;
    }
  | {
      readonly kind: 'compareProperties';
      readonly left: SearchProperty;
      readonly comparison: Comparison;
      readonly right: SearchProperty;
    }
  | { readonly kind: 'in'; readonly property: SearchProperty; readonly values: readonly FilterValue[] }
  /** `%` stands for any characters, `_` for one, a backslash before either for itself. */
  | {
      readonly kind: 'like';
      readonly property: SearchProperty;
      readonly pattern: string;
      readonly ignoreCase: boolean;
    }
  | { readonly kind: 'isNull'; readonly property: SearchProperty }
  | { readonly kind: 'spatial'; readonly relation: SpatialRelation; readonly geometry: SearchGeometry };

export const allOf = (...parts: readonly Filter[]): Filter => ({ kind: 'and', parts });
export const anyOf = (...parts: readonly Filter[]): Filter => ({ kind: 'or', parts });
export const not = (part: Filter): Filter => ({ kind: 'not', part });
export const compare = (property: SearchProperty, comparison: Comparison, value: FilterValue): Filter => ({
  kind: 'compare',
  property,
  comparison,
  value,
});
export const spatial = (relation: SpatialRelation, geometry: SearchGeometry): Filter => ({
  kind: 'spatial',
  relation,
  geometry,
});

/** Conditions that all must hold for the filter to hold, with `and` inside `and` taken apart. */
export function conjunctsOf(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.parts.flatMap(conjunctsOf) : [filter];
}
