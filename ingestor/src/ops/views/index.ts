import type { OpsView } from '../ops-view.ts';
import { audit } from './audit.ts';
import { cache } from './cache.ts';
import { deregister } from './deregister.ts';
import { failures } from './failures.ts';
import { health } from './health.ts';
import { overview } from './overview.ts';
import { rates } from './rates.ts';
import { seed } from './seed.ts';

/** All that `/ops` tells, in the order of the navigation. Adding one is a file, and a line here. */
export const opsViews: readonly OpsView<unknown>[] = [
  overview,
  failures,
  seed,
  deregister,
  cache,
  health,
  audit,
  rates,
];
