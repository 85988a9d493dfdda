import { CamelCasePlugin, type Generated, Kysely } from 'kysely';
import pg from 'pg';
import type { Logger } from '../observe/log.ts';
import { CancellableDialect } from './cancellable-dialect.ts';
import { PreparedClient } from './prepared-client.ts';
import type { Band, BrowseChannel, DataType, EoAttributes, Mask, Quicklook } from './product.ts';

/** Columns of `product` that hold one EO attribute each: same names, snake_case in SQL. */
export type EoColumns = { readonly [K in keyof EoAttributes]-?: NonNullable<EoAttributes[K]> | null };

export interface ProductTable extends EoColumns {
  id: Generated<number>;
  identifier: string;
  collection: string;
  type: string;
  revision: number;
  /** geometry(MultiPolygon, 4326); written and read through GeoJSON. */
  footprint: string;
  /** `[west, south, east, north]` rectangles that hold everything the product's layers show. */
  drawnBoxes: [number, number, number, number][];
  /** See `picturesOf`. */
  pictures: Generated<string[]>;
  beginTime: Date;
  endTime: Date;
  prefix: string;
  packageLocation: string | null;
  /** Keys of the objects that go when the product goes. */
  outputs: Generated<string[]>;
  quicklook: Quicklook | null;
  registeredAt: Generated<Date>;
}

export interface CoverageTable {
  productId: number;
  identifier: string;
  objectKey: string;
  sizeBytes: number;
  dataType: DataType;
  bands: Band[];
  crs: string;
  proj4: string;
  transform: number[];
  widthPx: number;
  heightPx: number;
  hasMask: boolean;
}

export interface MaskTable {
  productId: number;
  type: string;
  identifier: string;
  objectKey: string;
  sizeBytes: number;
  marks: Mask['marks'];
  crs: string;
  proj4: string;
  transform: number[];
  widthPx: number;
  heightPx: number;
  share: number | null;
}

/** Either a coverage or channels. */
export interface BrowseTable {
  productId: number;
  type: string;
  coverageIdentifier: string | null;
  channels: BrowseChannel[] | null;
}

export interface DocumentTable {
  productId: number;
  format: string;
  objectKey: string;
}

export interface TombstoneTable {
  identifier: string;
  collection: string;
  revision: number;
  removedAt: Generated<Date>;
}

/** Whole products as `stored-record.ts` writes them: what is read far more often than searched. */
export interface ProductRecordTable {
  productId: number;
  record: string;
}

/** An object that no product uses any more, and when it may be removed. */
export interface DiscardedObjectTable {
  objectKey: string;
  discardedAt: Generated<Date>;
  dueAt: Date;
}

export interface CatalogueTables {
  product: ProductTable;
  coverage: CoverageTable;
  mask: MaskTable;
  browse: BrowseTable;
  document: DocumentTable;
  productRecord: ProductRecordTable;
  tombstone: TombstoneTable;
  discardedObject: DiscardedObjectTable;
}

export type Database = Kysely<CatalogueTables>;

/** PostgreSQL's bigint as a number: revisions and sizes stay below 2^53. */
const BIGINT_OID = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === BIGINT_OID && format !== 'binary'
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/** A pool of connections; column names are camelCase on this side, snake_case in SQL. */
export function connectDatabase(url: string, maxConnections: number, log: Logger): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    types,
    connectionTimeoutMillis: 10_000,
    // A new one loads PostGIS and plans what it prepares: a search that has to wait for that takes ten times as long.
    idleTimeoutMillis: 600_000,
    Client: PreparedClient,
  });
  // A connection that dies is replaced on the next query; without listeners it would end the process, be it idle (the
  // pool's event) or held between two statements of a transaction (its own).
  pool.on('error', (error) => log.warn({ error: error.message }, 'Database:ConnectionLost'));
  pool.on('connect', (client) => {
    client.on('error', (error) => log.debug({ error: error.message }, 'Database:ConnectionBroken'));
    // Compiling a statement takes longer than any of these takes to run. What breaks the connection is told above.
    client.query(`set jit = off`).catch(() => undefined);
  });
  return new Kysely<CatalogueTables>({
    dialect: new CancellableDialect({ pool }),
    plugins: [new CamelCasePlugin()],
  });
}
