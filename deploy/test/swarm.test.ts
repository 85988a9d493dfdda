import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from './compose-stack.ts';
import { underLoad } from './swarm-load.ts';
import {
  containersOf,
  deploy,
  docker,
  eventually,
  fetchInside,
  inside,
  putObject,
  replicas,
  STACK,
} from './swarm-stack.ts';

const packages = join(root, '../shared/data/packages');
/** Needs an engine and images: deploy/test/swarm.sh brings both. */
const onSwarm = process.env['PVS_TEST_SWARM'] === undefined ? describe.skip : describe;
const hasData = existsSync(packages);
if (process.env['PVS_TEST_SWARM'] !== undefined && !hasData) {
  process.stderr.write(`NOT TESTED on the swarm: packages, since there is no ${packages}\n`);
}
const withData = hasData ? test : test.skip;

/** Not there (no image can be pulled), or through. */
const ABSENT = ['traefik', 'docker-socket', 'migrate'];
const SCENE = 'VHR_IMAGE_2018/GSC_opt_OAM_Manila';
const CAPABILITIES = 'http://cache:8080/cache/ows/wmts/1.0.0/WMTSCapabilities.xml';

const redis = (...command: string[]) => inside('redis', 'redis-cli', ...command);

async function allRun(): Promise<boolean> {
  const services = Object.entries(await replicas()).filter(([name]) => !ABSENT.includes(name));
  return services.length > 0 && services.every(([, { running, wanted }]) => running === wanted);
}

onSwarm('the stack vhr18 on a swarm', () => {
  beforeAll(deploy, 120_000);

  afterAll(async () => {
    await docker('stack', 'rm', STACK);
    await eventually(async () => (await docker('ps', '--quiet')) === '');
  }, 260_000);

  test('every service becomes healthy', async () => {
    await eventually(allRun);
  }, 260_000);

  test('what containers were given shows no secret', async () => {
    const token = await inside('ingestor', 'cat', '/run/secrets/token');
    const ids = (await docker('ps', '--quiet')).split('\n');
    expect(token).toMatch(/^[0-9a-f]{48}$/);
    expect(await docker('inspect', ...ids)).not.toContain(token);
    expect(await inside('renderer', 'id', '-u')).toBe('10001');
    await expect(inside('renderer', 'sh', '-c', 'echo >/pvs/x')).rejects.toThrow(/Read-only file system/);
  });

  withData(
    'a package that is pushed with redis-cli is found in WMTS',
    async () => {
      await putObject(join(packages, 'GSC_opt_OAM_Manila.tar'), `${SCENE}.tar`);
      await redis('lpush', 'preprocess_queue', `${SCENE}.tar`);
      await eventually(async () => (await redis('scard', 'register-success_set')) === '1');
      const { status, text } = await fetchInside(CAPABILITIES);
      expect(status).toBe(200);
      expect(text).toContain('VHR_IMAGE_2018');
      expect(await tileOfScene()).toMatchObject({ status: 200, type: 'image/png' });
      expect(await inside('registrar', 'pvs', 'status', '--json')).toContain('register');
    },
    260_000,
  );

  withData(
    'no request fails and no item is lost while services are scaled',
    async () => {
      const again = Array.from({ length: 6 }, (_, index) => `${SCENE}-${index}.tar`);
      const report = await underLoad(await urlsOfScene(), async () => {
        for (const key of again) await putObject(join(packages, 'GSC_opt_OAM_Manila.tar'), key);
        await redis('lpush', 'preprocess_queue', ...again);
        await docker('service', 'scale', '--detach', `${STACK}_renderer=3`, `${STACK}_preprocessor=3`);
        await eventually(allRun);
        await docker('service', 'scale', '--detach', `${STACK}_renderer=1`, `${STACK}_preprocessor=1`);
        await eventually(async () => (await containersOf('renderer')).length === 1);
        await eventually(async () => (await redis('llen', 'preprocess_queue')) === '0');
        await eventually(
          async () => Number(await redis('scard', 'preprocess-success_set')) === 1 + again.length,
        );
      });
      expect(report.failures).toEqual([]);
      expect(report.answered).toBeGreaterThan(10);
    },
    400_000,
  );

  withData(
    'no request fails while services are updated',
    async () => {
      const report = await underLoad(await urlsOfScene(), async () => {
        for (const service of ['renderer', 'cache']) {
          const [before] = await containersOf(service);
          await docker('service', 'update', '--force', '--detach', `${STACK}_${service}`);
          await eventually(async () => {
            const now = await containersOf(service);
            return now.length === 1 && now[0] !== before && (await allRun());
          });
        }
      });
      expect(report.failures).toEqual([]);
      expect(report.answered).toBeGreaterThan(10);
    },
    400_000,
  );

  test.each(['renderer', 'registrar', 'redis'])(
    '%s is back after it was killed',
    async (service) => {
      const keys = await redis('dbsize');
      const [before = ''] = await containersOf(service);
      await docker('kill', before);
      await eventually(async () => {
        const now = await containersOf(service);
        return now.length === 1 && now[0] !== before && (await allRun());
      });
      expect(Number(await redis('dbsize'))).toBeGreaterThanOrEqual(Number(keys) - 2);
    },
    260_000,
  );
});

/** A tile and a map of the scene that was registered. */
async function urlsOfScene(): Promise<string[]> {
  const { text } = await fetchInside('http://renderer:8080/stac/collections/VHR_IMAGE_2018/items?limit=1');
  const { features } = JSON.parse(text) as { features: { bbox: [number, number, number, number] }[] };
  const [west, south, east, north] = features[0]?.bbox ?? [0, 0, 0, 0];
  const zoom = 12;
  const column = Math.floor((((west + east) / 2 + 180) / 360) * 2 ** (zoom + 1));
  const row = Math.floor(((90 - (south + north) / 2) / 180) * 2 ** zoom);
  return [
    `http://cache:8080/cache/tiles/VHR_IMAGE_2018/WorldCRS84Quad/${zoom}/${column}/${row}.png`,
    `http://renderer:8080/ows?service=WMS&version=1.1.1&request=GetMap&layers=VHR_IMAGE_2018&styles=&srs=EPSG:4326&bbox=${west},${south},${east},${north}&width=200&height=200&format=image/png`,
  ];
}

const tileOfScene = async () => fetchInside((await urlsOfScene())[0] ?? '');
