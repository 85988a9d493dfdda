import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probe } from './probe.ts';

// The HEALTHCHECK of the images.
const port = process.env['PVS_PORT'] ?? '8080';
const reason = await probe({ url: `http://127.0.0.1:${port}`, marker: join(tmpdir(), 'pvs-was-ready') });
if (reason !== undefined) process.stdout.write(`${reason}\n`);
process.exitCode = reason === undefined ? 0 : 1;
