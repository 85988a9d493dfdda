import { awaitSettings } from '@pvs/core/config/await-settings';
import { databaseCheck } from '@pvs/core/http/readiness';
import { runStageService, startable } from '@pvs/core/http/run-stage-service';
import { closeServiceContext, openServiceContext } from '@pvs/core/http/service-context';
import { awaitSchema } from './await-schema.ts';
import { deregisterStage } from './deregister-stage.ts';
import { registerStage } from './register-stage.ts';
import { startSweeper } from './sweeper.ts';

const context = openServiceContext(await awaitSettings('registrar'));
await awaitSchema(context.db, context.log);
const sweeper = startSweeper(context);
await runStageService({
  name: 'registrar',
  context,
  stages: [
    startable(registerStage(context), context.stack.stages.concurrency.registrar),
    startable(deregisterStage(context), 1),
  ],
  checks: [databaseCheck(context.db)],
  async close() {
    await sweeper.stop();
    await closeServiceContext(context);
  },
});
