import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Environment } from '@pvs/core/config/environment';
import { loadStack } from '@pvs/core/config/load-stack';
import { messageOf } from '@pvs/core/errors';
import { findRedisServer } from '../bundle/redis-child.ts';
import { bad, type Finding, good, unused } from './check.ts';

/** As in the root package.json. */
const NODE_MINIMUM = [24, 9] as const;

export async function checkNode(): Promise<Finding> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > NODE_MINIMUM[0] || (major === NODE_MINIMUM[0] && minor >= NODE_MINIMUM[1]);
  const text = `${process.versions.node} at ${process.execPath}`;
  return enough ? good(text) : bad(text, `${NODE_MINIMUM.join('.')} or newer is needed: ./pvs fetches it`);
}

/** In a process of its own: a GDAL that does not fit can take its process down. */
export async function checkGdal(env: Environment): Promise<Finding> {
  const script = `const gdal = (await import('gdal-async')).default;
    const cog = gdal.drivers.getNames().includes('COG') && gdal.drivers.get('COG').getMetadata();
    console.log(JSON.stringify({ version: gdal.version, options: cog ? (cog.DMD_CREATIONOPTIONLIST ?? '') : null }))`;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
    });
    const { version, options } = JSON.parse(stdout) as { version: string; options: string | null };
    if (options === null) return bad(`${version} has no COG driver`, 'GDAL 3.1 or newer is needed');
    const missing = (await compressionsOf(env)).filter((name) => !options.includes(`<Value>${name}</Value>`));
    if (missing.length === 0) return good(version);
    return bad(
      `${version} cannot write COGs with ${missing.join(', ')}`,
      'the stack asks for it: build GDAL with that codec, or choose another compression in the YAML',
    );
  } catch (error) {
    return bad(
      `gdal-async does not load: ${messageOf(error).split('\n').at(-1) ?? ''}`,
      './pvs setup builds it (it needs libgdal-dev and a compiler); only the preprocessor and the demo use it',
    );
  }
}

/** What the stack's COGs are compressed with; a configuration that cannot be read is another check's business. */
async function compressionsOf(env: Environment): Promise<string[]> {
  const stack = await loadStack(env).catch(() => undefined);
  return [...new Set((stack?.productTypes ?? []).map(({ cog }) => cog.compression))];
}

export async function checkRedisServer(env: Environment, variables: NodeJS.ProcessEnv): Promise<Finding> {
  if (env.PVS_REDIS_URL !== undefined) return unused('not needed, since PVS_REDIS_URL is set');
  try {
    const program = findRedisServer(variables['PATH'] ?? '');
    const { stdout } = await promisify(execFile)(program, ['--version']);
    return good(`${/v=(\S+)/.exec(stdout)?.[1] ?? ''} at ${program}`);
  } catch (error) {
    return bad('not found', messageOf(error));
  }
}
