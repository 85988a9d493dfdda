import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

const script = join(import.meta.dirname, '../../../deploy/database-roles.sql');

/** URLs of one database for each of its roles. */
export interface RoleUrls {
  readonly owner: string;
  readonly writer: string;
  readonly reader: string;
}

/** Runs `deploy/database-roles.sql` in a database of a server, as its superuser, and gives the roles a password. */
export async function createRoles(adminUrl: string): Promise<RoleUrls> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(await readFile(script, 'utf8'));
  const urlOf = async (role: string) => {
    await client.query(`alter role ${role} password 'secret'`);
    const url = new URL(adminUrl);
    url.username = role;
    url.password = 'secret';
    return url.href;
  };
  const urls = {
    owner: await urlOf('pvs_owner'),
    writer: await urlOf('pvs_writer'),
    reader: await urlOf('pvs_reader'),
  };
  await client.end();
  return urls;
}
