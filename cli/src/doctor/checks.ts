import type { Check } from './check.ts';
import { checkConfiguration } from './check-configuration.ts';
import { checkDatabase, checkRedis, checkStorage } from './check-connections.ts';
import { checkGdal, checkNode, checkRedisServer } from './check-programs.ts';
import { checkSpace } from './check-space.ts';

/** Everything `doctor` looks at, in its order. */
export const checks: readonly Check[] = [
  { name: 'Node', look: checkNode },
  { name: 'GDAL', look: checkGdal },
  { name: 'redis-server', look: checkRedisServer },
  { name: 'configuration', look: checkConfiguration },
  { name: 'space', look: checkSpace },
  { name: 'Redis', look: checkRedis },
  { name: 'database', look: checkDatabase },
  { name: 'storage', look: checkStorage },
];
