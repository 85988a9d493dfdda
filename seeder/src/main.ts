import { readEnvironment, required } from '@pvs/core/config/environment';
import { catalogueCheck } from '@pvs/core/http/readiness';
import { runStageService, startable } from '@pvs/core/http/run-stage-service';
import { closeServiceContext, openServiceContext, withFollower } from '@pvs/core/http/service-context';
import { seedStage } from './seed-stage.ts';

const env = readEnvironment(process.env);
const cacheUrl = required(env, 'PVS_CACHE_URL').replace(/\/+$/, '');
const context = withFollower(await openServiceContext(env, 'seeder'));
await runStageService({
  context,
  stages: [startable(seedStage({ ...context, cacheUrl }), context.stack.stages.concurrency.seeder)],
  checks: [catalogueCheck(context.follower)],
  close: () => closeServiceContext(context),
});
