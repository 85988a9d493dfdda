import { invalidInput } from '@pvs/core/errors';
import { type CommandContext, exitCode } from '../command.ts';

/** Starts on being imported, as a container does it with `node SERVICE/src/main.ts`. */
const services: Readonly<Record<string, () => Promise<unknown>>> = {
  preprocessor: () => import('@pvs/preprocessor/main'),
  registrar: () => import('@pvs/registrar/main'),
  renderer: () => import('@pvs/renderer/main'),
  cache: () => import('@pvs/cache/main'),
  seeder: () => import('@pvs/seeder/main'),
  ingestor: () => import('@pvs/ingestor/main'),
  client: () => import('@pvs/client/main'),
};

/** Runs one service in this process until a signal ends it. */
export async function run(_: CommandContext, [name = '']: readonly string[]): Promise<number> {
  const start = Object.hasOwn(services, name) ? services[name] : undefined;
  if (start === undefined) {
    throw invalidInput(`'${name}' is not a service: expected ${Object.keys(services).join(', ')}`, {
      code: 'InvalidArguments',
    });
  }
  await start();
  await new Promise(() => undefined);
  return exitCode.done;
}
