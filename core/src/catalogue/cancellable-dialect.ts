import {
  type AbortableOperationOptions,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
} from 'kysely';

/** SQLSTATE query_canceled. */
const CANCELLED = '57014';

/**
 * PostgreSQL, where a statement that was given up ends without an error once the database has cancelled it. Its
 * caller was told by then, and Kysely would write that error to stderr as one nobody waits for.
 */
export class CancellableDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;

  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new CancellableDriver(this.#config);
  }
}

class CancellableDriver extends PostgresDriver {
  readonly #known = new WeakSet<DatabaseConnection>();

  override async acquireConnection(options?: AbortableOperationOptions): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection(options);
    if (!this.#known.has(connection)) expectCancelling(connection);
    this.#known.add(connection);
    return connection;
  }
}

/** Kysely's driver knows its own connections by private methods: this one stays what it is. */
function expectCancelling(connection: DatabaseConnection): void {
  const execute = connection.executeQuery.bind(connection);
  const cancel = connection.cancelQuery?.bind(connection);
  let running = 0;
  connection.executeQuery = async (query, options) => {
    running += 1;
    try {
      return await execute(query, options);
    } catch (error) {
      const isExpected =
        options?.signal?.aborted === true && (error as { code?: unknown }).code === CANCELLED;
      if (!isExpected) throw error;
      return { rows: [] };
    } finally {
      running -= 1;
    }
  };
  if (!cancel) return;
  connection.cancelQuery = async (provider) => {
    try {
      await cancel(provider);
    } catch (error) {
      // It ended while the connection that was to cancel it was made.
      if (running > 0) throw error;
    }
  };
}
