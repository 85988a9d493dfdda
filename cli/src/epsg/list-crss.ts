import { DatabaseSync } from 'node:sqlite';

/** A CRS of the registry as PROJ's database has it. */
export interface RegisteredCrs {
  readonly code: number;
  readonly title: string;
  /** Of its two axes: where they point, and what they are called. */
  readonly axes: readonly { readonly orientation: string; readonly name: string }[];
  /** Where it is meant to be used, degrees; west is the greater over the antimeridian. */
  readonly domain: readonly [west: number, south: number, east: number, north: number];
}

interface Row {
  readonly code: number;
  readonly name: string;
  readonly system: number;
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

const CRSS = ['geodetic_crs', 'projected_crs']
  .map(
    (table) => `
      SELECT crs.code, crs.name, crs.coordinate_system_code AS system,
             west_lon AS west, south_lat AS south, east_lon AS east, north_lat AS north
        FROM ${table} crs
        JOIN usage ON object_table_name = '${table}' AND object_auth_name = 'EPSG' AND object_code = crs.code
        JOIN extent ON extent.auth_name = extent_auth_name AND extent.code = extent_code
       WHERE crs.auth_name = 'EPSG' AND crs.deprecated = 0 AND west_lon IS NOT NULL
             ${table === 'geodetic_crs' ? "AND crs.type = 'geographic 2D'" : ''}`,
  )
  .join(' UNION ALL ');

const AXES = `SELECT orientation, name FROM axis
  WHERE coordinate_system_auth_name = 'EPSG' AND coordinate_system_code = ? ORDER BY coordinate_system_order`;

/** The plane and the geographic CRSs of a `proj.db` that are not deprecated, by their codes. */
export function listCrss(path: string): RegisteredCrs[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const axes = database.prepare(AXES);
  const rows = database.prepare(`${CRSS} ORDER BY 1`).all() as unknown as readonly Row[];
  const widest = new Map<number, Row>();
  for (const row of rows) {
    const other = widest.get(row.code);
    if (!other || areaOf(row) > areaOf(other)) widest.set(row.code, row);
  }
  return [...widest.values()].map(({ code, name, system, west, south, east, north }) => ({
    ...{ code, title: name, domain: [west, south, east, north] as const },
    axes: axes.all(system) as unknown as RegisteredCrs['axes'],
  }));
}

const areaOf = ({ west, south, east, north }: Row) =>
  (east - west + (east < west ? 360 : 0)) * (north - south);
