import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startS3, type TestS3 } from '@pvs/core/testing/s3-endpoint';
import { openStore } from '@pvs/core/storage/open-store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOperatorShell, type OperatorShell } from './operator-shell.ts';
import { allRegistered, hasPackages, onSwarm, packages, redis, urlsOfScene } from './swarm-scene.ts';
import {
  allReady,
  containersOf,
  docker,
  EMG,
  eventually,
  fetchInside,
  inside,
  removed,
} from './swarm-stack.ts';

const withData = hasPackages ? test : test.skip;
const LONG = 600_000;
/** Longer than services take to look again. */
const LOOKS_AGAIN_MS = 12_000;
/** The only credentials that s3rver knows. */
const KNOWN = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
const KEY = 'Emergency/GSC_sar_ASAR.tar.gz';

const RESTORE =
  'docker run --rm --user 0 --network vhr18-pvs_internal --env-file .env -v "$PWD/secrets/vhr18:/run/secrets:ro" -v "$PWD/config:/etc/pvs:ro" -e PVS_STACK=vhr18 -e PVS_CONFIG=/etc/pvs/vhr18.yml -e PVS_REDIS_URL=redis://redis:6379/0 -e PVS_DATABASE_URL=postgres://pvs_owner@database:5432/vhr18 -e PVS_DATABASE_PASSWORD_FILE=/run/secrets/database_owner_password -e AWS_SHARED_CREDENTIALS_FILE=/run/secrets/storage_credentials pvs_core restore s3://backups/vhr18/2026-11-22';

onSwarm('the stack emg on a swarm, with object storage', () => {
  let operator: OperatorShell;
  let s3: TestS3;

  beforeAll(async () => {
    // Containers reach this machine by the bridge that leads out of the overlays.
    const gateway = '{{(index .IPAM.Config 0).Gateway}}';
    s3 = await startS3('emg', await docker('network', 'inspect', 'docker_gwbridge', '--format', gateway));
    operator = openOperatorShell(
      { why: 'the page: for emg change the name everywhere', from: /vhr18/g, to: 'emg' },
      { why: 'the storage has one bucket', from: /s3:\/\/backups\//g, to: 's3://emg/backups/' },
      {
        why: 'the stack has products, which are those of the backup',
        from: /pvs_core restore/g,
        to: 'pvs_core restore --force',
      },
      {
        why: 'its new password is the one that services have',
        from: /NEW/g,
        to: '$(cat secrets/emg/database_reader_password)',
      },
    );
  });

  afterAll(async () => {
    operator.close();
    await docker('stack', 'rm', EMG);
    await removed(EMG);
    await s3.stop();
  }, LONG);

  test(
    'every service becomes healthy, the renderer twice',
    async () => {
      await operator.follow('cp .env.example .env');
      await operator.follow('deploy/make-secrets.sh vhr18');
      // What the page says to fill in.
      await appendFile(
        join(operator.directory, '.env'),
        `AWS_ENDPOINT_URL=${s3.variables['AWS_ENDPOINT_URL']}\n`,
      );
      const credentials = join(operator.directory, 'secrets/emg/storage_credentials');
      const empty = await readFile(credentials, 'utf8');
      await operator.run('chmod 644 secrets/emg/storage_credentials');
      await writeFile(
        credentials,
        empty
          .replace('access_key_id = ', `access_key_id = ${KNOWN.accessKeyId}`)
          .replace('secret_access_key = ', `secret_access_key = ${KNOWN.secretAccessKey}`),
      );
      await operator.follow('set -a; . ./.env; set +a');
      await operator.follow('docker stack deploy -c docker-compose.vhr18.yml vhr18-pvs');
      await allReady(EMG);
      expect(await containersOf(EMG, 'renderer')).toHaveLength(2);
      await operator.follow(
        `docker exec $(docker ps -qf name=vhr18-pvs_database) psql -U postgres -d vhr18 -c "alter role pvs_reader password 'NEW'"`,
      );
    },
    LONG,
  );

  withData(
    'a package goes from object storage to a map',
    async () => {
      const endpoint = s3.variables['AWS_ENDPOINT_URL'] ?? '';
      const store = openStore('s3://emg', { endpoint, region: 'us-east-1', credentials: KNOWN });
      await store.write(KEY, await readFile(join(packages, 'GSC_sar_ASAR.tar.gz')));
      await redis(EMG, 'lpush', 'preprocess_queue', KEY);
      await allRegistered(EMG, 1);
      for (const url of await urlsOfScene(EMG)) {
        expect(await fetchInside(EMG, url), url).toMatchObject({ status: 200 });
      }
    },
    LONG,
  );

  test(
    'a backup is made while it works, and restored',
    async () => {
      await operator.follow(
        'docker exec $(docker ps -qf name=vhr18-pvs_registrar) pvs backup s3://backups/vhr18/2026-11-22',
      );
      await operator.follow(RESTORE);
      await allReady(EMG);
      if (hasPackages) await allRegistered(EMG, 1);
    },
    LONG,
  );

  test(
    'services say once that the database refuses their password, and are ready when it takes it again',
    async () => {
      const setPasswords = async (reader: string, writer: string) => {
        const sql = `alter role pvs_reader password '${reader}'; alter role pvs_writer password '${writer}'`;
        await inside(EMG, 'database', 'psql', '-qU', 'postgres', '-d', 'emg', '-c', sql);
      };
      const users = ['renderer', 'cache', 'seeder', 'ingestor', 'registrar'];
      const all = async () => (await Promise.all(users.map((user) => containersOf(EMG, user)))).flat();
      await setPasswords('wrong', 'wrong');
      const before = await all();
      await docker('kill', ...before);
      /** How often each container that came since says it. */
      const said = async () => {
        const now = (await all()).filter((id) => !before.includes(id));
        const logs = await Promise.all(now.map((id) => docker('logs', id)));
        return logs.map((log) => log.split('password authentication failed').length - 1);
      };
      await eventually('services say what they wait for', async () => {
        const times = await said();
        return times.length === before.length && times.every((times) => times > 0);
      });
      await sleep(LOOKS_AGAIN_MS);
      expect(await said()).toEqual(before.map(() => 1));
      await setPasswords(
        await inside(EMG, 'database', 'cat', '/run/secrets/database_reader_password'),
        await inside(EMG, 'database', 'cat', '/run/secrets/database_writer_password'),
      );
      await allReady(EMG);
    },
    LONG,
  );
});
