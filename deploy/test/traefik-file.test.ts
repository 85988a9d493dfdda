import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readCompose, root, servicesOf } from './compose-stack.ts';

const template = readFileSync(join(root, 'deploy/traefik.yml'), 'utf8');

interface Middlewares {
  readonly [name: string]: {
    readonly chain?: { readonly middlewares: readonly string[] };
    readonly headers?: { readonly customRequestHeaders?: Readonly<Record<string, string>> };
    readonly forwardAuth?: { readonly authResponseHeaders: readonly string[] };
  };
}

/** As Traefik reads it where PVS_AUTH_URL is set: what the template does stands in comments and values. */
const { http } = parse(template) as { http: { middlewares: Middlewares } };

test('its template has no action but of the environment, in comments either', () => {
  const actions = [...template.matchAll(/\{\{(.*?)\}\}/gs)].map(([, action = '']) => action.trim());
  expect(actions.length).toBeGreaterThan(0);
  for (const action of actions) expect(action).toMatch(/^(if )?env "PVS_\w+"$|^end$/);
});

describe.each(['vhr18', 'emg'])('the stack %s', (stack) => {
  const services = servicesOf(readCompose(`docker-compose.${stack}.yml`));

  test('names only middlewares that there are', () => {
    const used = services.flatMap(([, { deploy, labels = {} }]) =>
      Object.entries({ ...labels, ...deploy?.labels })
        .filter(([name]) => name.endsWith('.middlewares'))
        .map(([, value]) => value),
    );
    expect(new Set(used)).toEqual(new Set(['public@file', 'public-post@file', 'operators@file']));
    for (const name of used) expect(http.middlewares).toHaveProperty(name.replace('@file', ''));
  });

  test.each(['', '.dev'])('gives uploads the time they take (%s)', (kind) => {
    const { services } = readCompose(`docker-compose.${stack}${kind}.yml`);
    expect(services['traefik']?.command?.join('\n')).toMatch(/respondingTimeouts\.readTimeout=6h/);
  });
});

test('who somebody is comes from the one who was asked, and from no client', () => {
  const { operators, nobody, 'sign-in': signIn, public: open } = http.middlewares;
  const taken = Object.keys(nobody?.headers?.customRequestHeaders ?? {});
  expect(taken).toEqual(expect.arrayContaining([...(signIn?.forwardAuth?.authResponseHeaders ?? ['-'])]));
  const chain = operators?.chain?.middlewares ?? [];
  expect(chain.indexOf('nobody')).toBeGreaterThanOrEqual(0);
  expect(chain.indexOf('nobody')).toBeLessThan(chain.indexOf('sign-in'));
  expect(open?.chain?.middlewares).toContain('nobody');
});

test('nothing waits for the end of an upload', () => {
  expect(http.middlewares['operators']?.chain?.middlewares).not.toContain('body');
});
