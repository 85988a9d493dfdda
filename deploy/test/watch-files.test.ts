import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@pvs/core/observe/log';
import { offerProcessMetrics } from '@pvs/core/observe/process-metrics';
import { offerStageGauges } from '@pvs/core/observe/stage-gauges';
import { connectRedis } from '@pvs/core/queue/redis';
import { stageNames } from '@pvs/core/queue/stage-keys';
import { register } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { images } from '../../cli/src/images/image-builds.ts';
import '@pvs/cache/plugin';
import '@pvs/core/observe/stage-metrics';
import '@pvs/renderer/renderer-context';
import { composeProblems, readCompose, root, servicesOf } from './compose-stack.ts';

const watch = join(root, 'deploy/watch');
const read = (name: string) => readFileSync(join(watch, name), 'utf8');
const has = spawnSync('promtool', ['--version']).status === 0;
if (!has)
  process.stderr.write(
    'NOT TESTED: rules and queries, since promtool is not there (Debian: apt-get install prometheus)\n',
  );

interface Target {
  readonly expr: string;
  readonly refId: string;
  readonly datasource: { readonly uid: string };
}
interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource: { readonly uid: string };
  readonly targets: readonly Target[];
  readonly fieldConfig: { readonly defaults: { readonly unit: string } };
}
interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: { query: string } }[];
  };
}
interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

const dashboards = ['pipeline', 'serving'].map(
  (name) => [name, JSON.parse(read(`grafana/${name}.json`)) as Dashboard] as const,
);
const alerts = (parse(read('alerts.yml')) as Rules).groups.flatMap(({ rules }) => rules);
const queriesOf = ({ panels, templating }: Dashboard) => [
  ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ...templating.list.map(({ query }) => query.query),
];

function promtool(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  return status === 0 ? '' : stdout + stderr;
}

describe.skipIf(!has)('promtool', () => {
  test('finds configuration and rules in order', () => {
    expect(promtool('check', 'config', '--syntax-only', join(watch, 'prometheus.yml'))).toBe('');
    expect(promtool('check', 'rules', join(watch, 'alerts.yml'))).toBe('');
  });

  test('sees each alert go off when it should, and not before', () => {
    expect(promtool('test', 'rules', join(watch, 'alerts.test.yml'))).toBe('');
    for (const { alert } of alerts) expect(read('alerts.test.yml')).toContain(`alertname: ${alert}`);
  });

  test.each(dashboards)('can read every query of the dashboard %s', (_, dashboard) => {
    const directory = mkdtempSync(join(tmpdir(), 'pvs-queries-'));
    const plain = (expr: string) => expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '.*');
    const rules = dashboard.panels.flatMap(({ id, targets }) =>
      targets.map(({ expr, refId }) => ({ record: `panel:${id}:${refId}`, expr: plain(expr) })),
    );
    writeFileSync(join(directory, 'rules.yml'), JSON.stringify({ groups: [{ name: 'queries', rules }] }));
    expect(promtool('check', 'rules', join(directory, 'rules.yml'))).toBe('');
    rmSync(directory, { recursive: true });
  });
});

/** What services count is registered when their modules are loaded; the rest they offer when they start. */
function exported(): Set<string> {
  const redis = connectRedis('redis://127.0.0.1:1', createLog('test', 'silent'));
  offerStageGauges(redis, stageNames);
  redis.disconnect();
  offerProcessMetrics(tmpdir());
  return new Set(register.getMetricsAsArray().map(({ name }) => name));
}

test('services export every metric that alerts and dashboards name', () => {
  const names = exported().add('pvs_ready');
  const queries = [...alerts.map(({ expr }) => expr), ...dashboards.flatMap(([, board]) => queriesOf(board))];
  const named = queries.flatMap((query) => query.match(/\b(pvs|process|nodejs)_\w+/g) ?? []);
  expect(new Set(named).size).toBeGreaterThan(20);
  for (const name of named) expect(names).toContain(name.replace(/_(bucket|sum|count)$/, ''));
});

describe.each(dashboards)('the dashboard %s', (name, { uid, panels, templating, schemaVersion }) => {
  test('asks the provisioned source, with variables that it has', () => {
    const { datasources } = parse(read('grafana/datasource.yml')) as { datasources: { uid: string }[] };
    const sources = datasources.map((source) => source.uid);
    const known = ['__rate_interval', ...templating.list.map((variable) => variable.name)];
    expect([uid, schemaVersion]).toEqual([`pvs-${name}`, 39]);
    for (const panel of panels) {
      expect(sources).toContain(panel.datasource.uid);
      expect(new Set(panel.targets.map(({ refId }) => refId)).size).toBe(panel.targets.length);
      for (const { expr, datasource } of panel.targets) {
        expect(sources).toContain(datasource.uid);
        for (const [, variable] of expr.matchAll(/\$(\w+)/g)) expect(known).toContain(variable);
      }
    }
  });

  test('has panels of known kinds with units, none over another', () => {
    const taken = new Set<string>();
    for (const { gridPos, type, title, fieldConfig } of panels) {
      expect(['stat', 'timeseries', 'heatmap']).toContain(type);
      expect(title.length * fieldConfig.defaults.unit.length).toBeGreaterThan(0);
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken, title).not.toContain(`${x} ${y}`);
          taken.add(`${x} ${y}`);
        }
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});

test('every service of a stack is asked, by a name that it has there', () => {
  interface Scrape {
    readonly job_name: string;
    readonly dns_sd_configs: readonly { readonly names: readonly string[] }[];
  }
  const { scrape_configs: jobs } = parse(read('prometheus.yml')) as { scrape_configs: Scrape[] };
  const asked = jobs.flatMap(({ dns_sd_configs: found }) => found.flatMap(({ names }) => names));
  expect(asked.sort()).toEqual(['traefik', ...images.flatMap(({ services }) => services)].sort());
  const stack = readCompose('docker-compose.vhr18.yml');
  for (const name of asked) expect(stack.services[name], name).toBeDefined();
});

describe('docker-compose.watch.yml', () => {
  const file = readCompose('docker-compose.watch.yml');

  test('is valid by the Compose Specification', () => {
    expect(composeProblems('docker-compose.watch.yml')).toEqual([]);
  });

  test.each(servicesOf(file))(
    '%s can become nothing more than it is, and is held to limits',
    (_, service) => {
      expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      expect(service.read_only).toBe(true);
      expect(service.cap_drop).toEqual(['ALL']);
      expect(service.security_opt).toContain('no-new-privileges:true');
      expect(service.volumes).toContainEqual({ type: 'tmpfs', target: '/tmp' });
      expect(service.deploy?.resources?.limits?.memory).toMatch(/^\d+[MG]$/);
      expect(service.deploy?.endpoint_mode).toBe('dnsrr');
      expect(service.deploy?.update_config?.failure_action).toBe('rollback');
      expect(service.healthcheck?.test?.[0]).toBe('CMD');
      expect(service.logging?.options).toEqual({ 'max-size': '20m', 'max-file': '5' });
      expect(service.ports).toBeUndefined();
      for (const [name, value] of Object.entries(service.environment ?? {}))
        if (/PASSWORD|SECRET/.test(name)) expect(value).toMatch(/^\/run\/secrets\//);
    },
  );

  test('Grafana is shown to operators alone, Prometheus to nobody outside', () => {
    const [prometheus, grafana] = [file.services['prometheus'], file.services['grafana']];
    expect(prometheus?.labels).toBeUndefined();
    expect(grafana?.labels).toMatchObject({
      'pvs.stack': 'vhr18',
      'traefik.http.routers.watch.middlewares': 'operators@file',
    });
    expect(grafana?.deploy?.labels).toEqual(grafana?.labels);
    expect(grafana?.environment?.['GF_AUTH_ANONYMOUS_ENABLED']).toBe('false');
  });

  test('metrics of a stack are not shown outside', () => {
    for (const stack of ['vhr18', 'emg']) {
      const { services } = readCompose(`docker-compose.${stack}.yml`);
      const rules = Object.values(services).flatMap(({ labels = {} }) =>
        Object.entries(labels).filter(([label]) => /^traefik\.http\.routers\.\w+(-\w+)?\.rule$/.test(label)),
      );
      for (const [label, rule] of rules)
        expect(/PathPrefix/.test(rule) || rule.includes('!Path(`/metrics`)'), label).toBe(true);
    }
  });

  test('what it is made of is there, under names that change with it', () => {
    for (const { name, file: path = '' } of Object.values(file.configs ?? {})) {
      expect(name).toMatch(/^vhr18-pvs_\w+_1$/);
      expect(existsSync(join(root, path)), path).toBe(true);
    }
    expect(Object.values(file.secrets ?? {})).toEqual([
      { name: 'vhr18-pvs_grafana_password_1', file: 'secrets/vhr18/grafana_password' },
    ]);
    expect(readFileSync(join(root, 'deploy/make-secrets.sh'), 'utf8')).toContain('grafana_password');
    const known = readFileSync(join(root, '.env.example'), 'utf8');
    const text = readFileSync(join(root, 'docker-compose.watch.yml'), 'utf8');
    for (const [, name = ''] of text.matchAll(/\$\{(\w+):-/g))
      expect(known).toMatch(new RegExp(`^#? ?${name}=`, 'm'));
  });
});
