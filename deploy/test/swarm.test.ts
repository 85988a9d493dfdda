import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOperatorShell, type OperatorShell } from './operator-shell.ts';
import { underLoad } from './swarm-load.ts';
import { allRegistered, hasPackages, onSwarm, packages, redis, urlsOfScene } from './swarm-scene.ts';
import {
  allReady,
  containersOf,
  docker,
  eventually,
  fetchInside,
  inside,
  kill,
  putObject,
  removed,
  updated,
  VHR18,
} from './swarm-stack.ts';

const withData = hasPackages ? test : test.skip;
const LONG = 600_000;

const IMAGES = ['core', 'cache', 'preprocessor', 'ingestor', 'client'];
const SCENE = 'VHR_IMAGE_2018/scene';
const MANILA = join(packages, 'GSC_opt_OAM_Manila.tar');
const CAPABILITIES = 'http://cache:8080/cache/ows/wmts/1.0.0/WMTSCapabilities.xml';

/** Copies of the scene under paths of their own. */
async function pushCopies(name: string, copies: number): Promise<void> {
  const keys = Array.from({ length: copies }, (_, index) => `VHR_IMAGE_2018/${name}-${index}.tar`);
  for (const key of keys) await putObject(VHR18, MANILA, key);
  await redis(VHR18, 'lpush', 'preprocess_queue', ...keys);
}

onSwarm('the stack vhr18 on a swarm', () => {
  let operator: OperatorShell;
  let pushed = 1;

  beforeAll(() => {
    operator = openOperatorShell(
      {
        why: 'it was deployed to try it, and an update has to keep to that',
        from: /-c docker-compose.vhr18.yml (?=-c deploy)/g,
        to: '-c docker-compose.vhr18.yml -c docker-compose.vhr18.dev.yml ',
      },
      { why: 'Traefik, which is left out, made no volume', from: / vhr18-pvs_traefik-data/g, to: '' },
    );
  });
  afterAll(() => operator.close());

  test(
    'every service becomes healthy',
    async () => {
      await operator.follow('cp .env.example .env');
      await operator.follow('cp .development.env.example .development.env');
      await operator.follow('deploy/make-secrets.sh vhr18');
      await operator.follow(
        'docker stack deploy -c docker-compose.vhr18.yml -c docker-compose.vhr18.dev.yml vhr18-pvs',
      );
      await allReady(VHR18);
      expect(await operator.follow('docker stack services vhr18-pvs')).toMatch(/vhr18-pvs_renderer .* 1\/1/);
    },
    LONG,
  );

  test('what containers were given shows no secret', async () => {
    const token = await inside(VHR18, 'ingestor', 'cat', '/run/secrets/token');
    const ids = (await docker('ps', '--quiet')).split('\n');
    expect(token).toMatch(/^[0-9a-f]{48}$/);
    expect(await docker('inspect', ...ids)).not.toContain(token);
    expect(await inside(VHR18, 'renderer', 'id', '-u')).toBe('10001');
    await expect(inside(VHR18, 'renderer', 'sh', '-c', 'echo >/pvs/x')).rejects.toThrow(
      /Read-only file system/,
    );
  });

  withData(
    'a package that is pushed with redis-cli is found in WMTS',
    async () => {
      await putObject(VHR18, MANILA, `${SCENE}.tar`);
      await operator.follow(
        'docker exec $(docker ps -qf name=vhr18-pvs_redis) redis-cli lpush preprocess_queue VHR_IMAGE_2018/scene.tar',
      );
      await allRegistered(VHR18, pushed);
      const { status, text } = await fetchInside(VHR18, CAPABILITIES);
      expect(status).toBe(200);
      expect(text).toContain('VHR_IMAGE_2018');
      const [tile = ''] = await urlsOfScene(VHR18);
      expect(await fetchInside(VHR18, tile)).toMatchObject({ status: 200, type: 'image/png' });
      expect(
        await operator.follow('docker exec $(docker ps -qf name=vhr18-pvs_registrar) pvs status'),
      ).toMatch(/register/);
      await operator.follow('docker exec $(docker ps -qf name=vhr18-pvs_registrar) pvs failures');
    },
    LONG,
  );

  withData(
    'no request fails and no item is lost while services are scaled',
    async () => {
      const report = await underLoad(VHR18, await urlsOfScene(VHR18), async () => {
        await pushCopies('scaled', 6);
        pushed += 6;
        await operator.follow('docker service scale vhr18-pvs_renderer=3 vhr18-pvs_preprocessor=3');
        await allReady(VHR18);
        expect(await containersOf(VHR18, 'renderer')).toHaveLength(3);
        await allRegistered(VHR18, pushed);
        await docker('service', 'scale', '--detach', `${VHR18}_renderer=1`, `${VHR18}_preprocessor=1`);
        await eventually('renderers end', async () => (await containersOf(VHR18, 'renderer')).length === 1);
      });
      expect(report.failures).toEqual([]);
      expect(report.answered).toBeGreaterThan(10);
    },
    LONG,
  );

  withData(
    'no request fails and no item is lost while every service is updated',
    async () => {
      for (const name of IMAGES) await docker('tag', `pvs_${name}:latest`, `pvs_${name}:0.2.0`);
      const report = await underLoad(VHR18, await urlsOfScene(VHR18), async () => {
        await pushCopies('updated', 6);
        pushed += 6;
        await operator.follow('PVS_VERSION=0.2.0 docker stack deploy -c docker-compose.vhr18.yml vhr18-pvs');
        expect(await updated(VHR18)).toEqual([]);
        await allRegistered(VHR18, pushed);
      });
      expect(report.failures).toEqual([]);
      expect(report.answered).toBeGreaterThan(10);
      const run = await docker('ps', '--format', '{{.Image}}');
      expect(run.split('\n').filter((image) => image.startsWith('pvs_'))).toEqual(
        expect.not.arrayContaining([expect.stringMatching(/:latest$/)]),
      );
    },
    LONG,
  );

  withData.each([
    [['redis']],
    [['database']],
    [['renderer', 'cache', 'seeder', 'client', 'ingestor', 'preprocessor', 'registrar']],
  ])(
    '%j are back after they were killed, and what they had in work is done',
    async (services) => {
      await pushCopies(services[0] ?? '', 2);
      pushed += 2;
      // What Redis has not brought to the disk yet is lost with its machine, and pushed again by who pushed it.
      await eventually('a package is in work', async () => {
        return Number(await redis(VHR18, 'llen', 'preprocess_queue')) < 2;
      });
      await kill(VHR18, services);
      await allRegistered(VHR18, pushed);
      const [tile = ''] = await urlsOfScene(VHR18);
      expect(await fetchInside(VHR18, tile)).toMatchObject({ status: 200 });
    },
    LONG,
  );

  test(
    'nothing is left of it once it was removed',
    async () => {
      await operator.follow('docker service rollback vhr18-pvs_renderer');
      await operator.follow('docker stack rm vhr18-pvs');
      await removed(VHR18);
      await operator.follow(
        'docker volume rm vhr18-pvs_db-data vhr18-pvs_redis-data vhr18-pvs_traefik-data vhr18-pvs_cache-db vhr18-pvs_instance-data',
      );
    },
    LONG,
  );
});
