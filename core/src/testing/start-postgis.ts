import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { startEmbeddedPostgis } from '../embedded-postgis/embedded-postgis.ts';
import { postgisTemplate } from './postgis-template.ts';

export interface TestDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * An empty database for one test file: a fresh one on the server of PVS_TEST_DATABASE_URL where that is set (as CI
 * does), else an embedded one in memory.
 */
export async function startPostgis(): Promise<TestDatabase> {
  const server = process.env['PVS_TEST_DATABASE_URL'];
  if (server === undefined || server === '') {
    return startEmbeddedPostgis({ template: await postgisTemplate() });
  }
  const name = `pvs_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, stop: () => onServer(server, `drop database if exists ${name} with (force)`) };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
