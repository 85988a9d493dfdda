import type { SpatialRelation } from './filter.ts';
import { type TemporalRelation, temporalRelations } from './temporal-relations.ts';

/** CQL2's spatial functions (OGC 21-065r2 table 8), upper case. */
export const cql2Spatial: Readonly<Record<string, SpatialRelation>> = {
  S_INTERSECTS: 'intersects',
  S_DISJOINT: 'disjoint',
  S_WITHIN: 'within',
  S_CONTAINS: 'contains',
  S_EQUALS: 'equals',
  S_TOUCHES: 'touches',
  S_CROSSES: 'crosses',
  S_OVERLAPS: 'overlaps',
};

/** CQL2's temporal functions (OGC 21-065r2 table 10), upper case. */
export const cql2Temporal: Readonly<Record<string, TemporalRelation>> = Object.fromEntries(
  temporalRelations.map((relation) => [`T_${relation.toUpperCase()}`, relation]),
);
