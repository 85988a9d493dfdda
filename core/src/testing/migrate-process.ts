import { pino } from 'pino';
import { connectDatabase } from '../catalogue/database.ts';
import { migrate } from '../catalogue/migrate.ts';

// Brings a database up to date as a replica that starts does, and tells its parent what it ran.
const db = connectDatabase(process.argv[2] ?? '', 2, pino({ level: 'silent' }));
const ran = await migrate(db);
await db.destroy();
process.send?.(ran, () => process.exit(0));
