import { environmentSchema } from '@pvs/core/config/environment';
import { code, GENERATED, table } from './markdown.ts';

/** The environment variables, from their schema. */
export function environmentReference(): string {
  const rows = Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const unset = schema.safeParse(undefined);
    const fallback =
      unset.success && unset.data !== undefined && unset.data !== '' ? code(String(unset.data)) : '';
    return [code(name), schema.description ?? '', fallback];
  });
  return [
    GENERATED,
    '# Environment',
    'Every service and command reads these. Each may also be given as `NAME_FILE`, a path whose content is the value: that is how secrets are handed to containers. Where `PVS_REDIS_URL`, `PVS_DATABASE_URL` or `PVS_STORAGE_URL` is unset, `./pvs up` brings its own. S3 takes the usual `AWS_*` variables, `AWS_ENDPOINT_URL` for other makers’ stores.',
    `${table(['variable', 'means', 'unless set'], rows)}\n`,
  ].join('\n\n');
}
